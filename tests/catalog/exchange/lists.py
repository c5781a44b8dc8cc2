"""Lists of products as text, read as a service would read them."""

import io
from pathlib import Path

from catalog.exchange.formats.entries import EntryRefused, Problem, ProductEntry
from catalog.exchange.formats.lists import FORMATS, gather
from catalog.exchange.reading.csv_rows import read_csv
from catalog.exchange.reading.groups import Groups
from catalog.exchange.reading.rows import BadRow


def entries_of(
    text: str | bytes, format: str, folder: Path, currency: str = "EUR"
) -> tuple[list[ProductEntry], list[Problem | BadRow]]:
    """The products of a list in their order, and all that is wrong with it."""
    data = text.encode() if isinstance(text, str) else text
    entries: list[ProductEntry] = []
    wrong: list[Problem | BadRow] = []
    with Groups(folder / "groups.sqlite") as groups:
        listed = gather(read_csv(io.BytesIO(data)), FORMATS[format], groups, wrong.append)
        for group in groups.after(0):
            try:
                entries.append(listed.entry(group, currency))
            except EntryRefused as refused:
                wrong += refused.problems
    (folder / "groups.sqlite").unlink()
    return entries, wrong
