"""Rows as lines of CSV that spreadsheets open without running anything."""

import csv
from collections.abc import Iterable, Iterator

from catalog.exchange.harmless import harmless


class _Echo:
    """What csv.writer takes for a file: it gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, without which Excel takes it for something else; one line at a time."""
    writer = csv.writer(_Echo())
    yield f"\ufeff{writer.writerow([harmless(name) for name in header])}".encode()
    for row in rows:
        line: object = writer.writerow([harmless(cell) for cell in row])
        yield str(line).encode()
