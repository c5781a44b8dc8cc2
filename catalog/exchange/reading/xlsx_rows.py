"""The first sheet of an Excel workbook, read row by row within bounds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.preflight.archive import Archive, open_archive
from assets3d.pipeline.preflight.bounds import Bounds
from catalog.errors import ImportRefused
from catalog.exchange.reading.rows import MOST_COLUMNS, MOST_ROWS, BadRow, Row, Table, checked, is_empty

BOUNDS = Bounds(file_bytes=50_000_000, inflated_bytes=400_000_000, archive_entries=1_000)
# Texts that cells share are held in memory as a whole.
MOST_TEXT_BYTES = 60_000_000
SHARED_TEXTS = "xl/sharedStrings.xml"
PIECE_OVERLAP = 16
# All that openpyxl raises about a workbook that is a sound archive and yet no sound workbook.
DAMAGE = (
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
)


@contextmanager
def opened_xlsx(path: Path) -> Iterator[Table]:
    """The rows of the first sheet, to be read inside of `with`; formulas count as what they last came to, numbers as they are written.

    Raises ImportRefused when the file is no workbook, is larger inside than it may be, or has no header.
    """
    _check_archive(path)
    with path.open("rb") as stream:
        yield _table(stream)


def _table(stream: IO[bytes]) -> Table:
    try:
        workbook = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheet: Any = workbook.worksheets[0]
        sheet.reset_dimensions()
        first = next(sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS, values_only=True), ())
    except DAMAGE as error:
        raise _damaged() from error
    header = _trimmed(tuple(_text(value) for value in first))
    if is_empty(header):
        raise ImportRefused("header_missing", "The first row of the first sheet must name the columns.")
    return Table(header, _rows(sheet, len(header)))


def _check_archive(path: Path) -> None:
    """Unpack everything once without keeping it, so that what openpyxl is given is known to be bounded."""
    try:
        with open_archive(path, BOUNDS) as archive:
            for name in archive.names():
                _check_entry(archive, name)
    except BadModel as error:
        raise _damaged() from error


def _check_entry(archive: Archive, name: str) -> None:
    tail = b""
    limit = MOST_TEXT_BYTES if name == SHARED_TEXTS else None
    for block in archive.blocks(name, limit):
        # Spreadsheets write no document types, and only those can make a few bytes of XML grow in memory.
        if b"<!DOCTYPE" in tail + block or b"<!ENTITY" in tail + block:
            raise ImportRefused("workbook_entities", "The workbook holds what no spreadsheet program writes.")
        tail = block[-PIECE_OVERLAP:]


def _damaged() -> ImportRefused:
    return ImportRefused(
        "workbook_damaged",
        "This is not an Excel workbook that can be read. Save it as .xlsx again, or as “CSV UTF-8”.",
    )


def _rows(sheet: Any, columns: int) -> Iterator[Row | BadRow]:  # noqa: ANN401  # openpyxl has no types
    rows = sheet.iter_rows(min_row=2, max_row=MOST_ROWS + 2, max_col=columns + 1, values_only=True)
    line = 1
    try:
        for values in rows:
            line += 1
            cells = tuple(_text(value) for value in values)
            if is_empty(cells):
                continue
            if line > MOST_ROWS + 1:
                message = f"The sheet has more than {MOST_ROWS:,} rows; send it in parts."
                raise ImportRefused("too_many_rows", message)
            yield checked(line, line, _fitted(cells, columns), columns)
    except DAMAGE as error:
        raise _damaged() from error


def _fitted(cells: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """Sheets leave empty cells at the end of a row out, or keep some that were once filled."""
    kept = _trimmed(cells)
    return kept + ("",) * (columns - len(kept))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    length = max((number for number, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:length]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
