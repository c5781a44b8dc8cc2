"""What every reader of lists gives: a header and rows that know where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

MOST_ROWS = 200_000
MOST_COLUMNS = 500
# Of one cell, in characters; Python's csv module stops at the same.
LONGEST_CELL = 131_072


@dataclass(frozen=True)
class Row:
    """As many cells as the header has. `line` counts from 1: of the file's text, or of the sheet's rows."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class BadRow:
    """What stands from `line` to `last_line` is no row of this list; `message` is for whoever made the file."""

    line: int
    last_line: int
    code: str
    message: str


@dataclass(frozen=True)
class Table:
    """Rows come one by one as they are read, and only once; empty ones are left out.

    Reading on raises ImportRefused when the rest of the file cannot be read at all.
    """

    header: tuple[str, ...]
    rows: Iterator[Row | BadRow]


def checked(line: int, last_line: int, cells: tuple[str, ...], columns: int) -> Row | BadRow:
    """The cells as a row of `columns` columns, or what is wrong with them."""
    if len(cells) != columns:
        message = f"This row has {len(cells)} cells, the header has {columns}."
        return BadRow(line, last_line, "cell_count", message)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        message = f"A cell of this row is longer than {LONGEST_CELL:,} characters."
        return BadRow(line, last_line, "cell_too_long", message)
    if any("\0" in cell for cell in cells):
        return BadRow(line, last_line, "control_character", "A cell of this row holds a zero byte.")
    return Row(line, cells)


def is_empty(cells: tuple[str, ...]) -> bool:
    return not any(cell.strip() for cell in cells)
