"""Comma-separated text, read strictly.

A lenient reader lets one quote that is never closed swallow the rows below it in silence. Here it costs the
rows up to the next quote, and their lines are named.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from typing import IO

from catalog.errors import ImportRefused
from catalog.exchange.reading.rows import MOST_COLUMNS, MOST_ROWS, BadRow, Row, Table, checked, is_empty

LONGEST_LINE_BYTES = 1024 * 1024
BYTE_ORDER_MARK = "\ufeff"
# Spreadsheets of countries with a decimal comma part cells by semicolons and still call it CSV.
DELIMITERS = (",", ";", "\t")


class _Lines:
    """The lines of a file as text, of which `number` have been read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(LONGEST_LINE_BYTES + 1):
            self.number += 1
            if len(line) > LONGEST_LINE_BYTES:
                message = f"Line {self.number} is longer than {LONGEST_LINE_BYTES:,} bytes."
                raise ImportRefused("line_too_long", message)
            yield self._decoded(line)

    def _decoded(self, line: bytes) -> str:
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise ImportRefused(
                "not_utf8",
                f"Line {self.number} is not UTF-8. Save the file as “CSV UTF-8” and send it again.",
            ) from None
        return text.removeprefix(BYTE_ORDER_MARK) if self.number == 1 else text


def read_csv(stream: IO[bytes]) -> Table:
    """The rows of UTF-8 text with or without a byte order mark, parted by commas, semicolons or tabs.

    One line is held at a time. Raises ImportRefused when there is no header, and while rows are read.
    """
    lines = _Lines(stream)
    text = iter(lines)
    first = next(text, "")
    delimiter = _delimiter_of(first)
    reader = csv.reader(_after(first, text), delimiter=delimiter, strict=True)
    try:
        header = tuple(next(reader, ()))
    except csv.Error as error:
        raise ImportRefused("header_unreadable", f"The first row cannot be read: {error}.") from None
    if is_empty(header):
        raise ImportRefused("header_missing", "The file is empty; its first row must name the columns.")
    if len(header) > MOST_COLUMNS:
        message = f"The first row names {len(header):,} columns; up to {MOST_COLUMNS} are read."
        raise ImportRefused("too_many_columns", message)
    return Table(header, _rows(reader, lines, len(header)))


def _after(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _delimiter_of(line: str) -> str:
    """The one that stands most often outside of quotes in the header."""
    counted: Counter[str] = Counter()
    is_quoted = False
    for character in line:
        is_quoted ^= character == '"'
        if not is_quoted and character in DELIMITERS:
            counted[character] += 1
    return max(DELIMITERS, key=lambda each: counted[each])


def _rows(reader: Iterator[list[str]], lines: _Lines, columns: int) -> Iterator[Row | BadRow]:
    count = 0
    while True:
        line = lines.number + 1
        try:
            cells = tuple(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            yield _unreadable(line, lines.number, error)
            continue
        if is_empty(cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise ImportRefused(
                "too_many_rows", f"The file has more than {MOST_ROWS:,} rows; send it in parts."
            )
        yield checked(line, lines.number, cells, columns)


def _unreadable(line: int, last_line: int, error: csv.Error) -> BadRow:
    if "field larger" in str(error):
        return BadRow(line, last_line, "cell_too_long", "A cell is absurdly long; is a quote never closed?")
    if line == last_line:
        message = "A quote stands where none may stand. Inside of quotes it is written twice."
    else:
        message = f"A quote that is opened here is not closed well, so that lines {line} to {last_line} run together."
    return BadRow(line, last_line, "quotes", message)
