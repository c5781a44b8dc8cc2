"""Reading workbooks, sound and hostile ones."""

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from assets3d.pipeline.preflight.bounds import Bounds
from catalog.errors import ImportRefused
from catalog.exchange.reading import xlsx_rows
from catalog.exchange.reading.rows import BadRow, Row
from catalog.exchange.reading.xlsx_rows import opened_xlsx

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def save(path: Path, *rows: Sequence[object]) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def with_sheet(path: Path, change: tuple[str, str]) -> Path:
    """The workbook with something replaced in the text of its sheet."""
    save(path, ["a", "b"], ["x", "y"])
    other = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(
                name, text.replace(change[0].encode(), change[1].encode()) if name == SHEET else text
            )
    return other


def refusal(path: Path) -> str:
    with pytest.raises(ImportRefused) as caught:
        rows_of(path)
    return caught.value.code


def rows_of(path: Path) -> list[Row | BadRow]:
    with opened_xlsx(path) as table:
        return list(table.rows)


def test_rows_are_read_as_text(path: Path) -> None:
    header = ["handle", "price", "offered", "since"]
    save(path, header, ["a", 12.5, True, date(2026, 5, 4)], [], ["b", 100.0, None])

    with opened_xlsx(path) as table:
        read = list(table.rows)

    assert table.header == tuple(header)
    assert read == [
        Row(2, ("a", "12.5", "TRUE", "2026-05-04T00:00:00")),
        Row(4, ("b", "100", "", "")),
    ]


def test_cell_beyond_the_header_is_named(path: Path) -> None:
    rows = rows_of(save(path, ["a", "b"], [1, 2, 3]))

    assert rows == [BadRow(2, 2, "cell_count", "This row has 3 cells, the header has 2.")]


def test_row_number_that_is_absurd_costs_nothing(path: Path) -> None:
    """A reader that fills in the rows between would never end."""
    changed = with_sheet(path, ('<row r="2"', '<row r="999999999"'))

    assert rows_of(changed) == []


def test_column_that_is_absurd_costs_nothing(path: Path) -> None:
    changed = with_sheet(path, ('r="B2"', 'r="ZZZ2"'))

    assert rows_of(changed) == [Row(2, ("x", ""))]


def test_entities_are_refused(path: Path) -> None:
    changed = with_sheet(path, ("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'))

    assert refusal(changed) == "workbook_entities"


def test_bomb_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "BOUNDS", Bounds(inflated_bytes=1_000_000))
    changed = with_sheet(path, ("<worksheet", " " * 2_000_000 + "<worksheet"))

    assert refusal(changed) == "workbook_damaged"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"handle,title\n"])
def test_what_is_no_workbook_is_refused(content: bytes, path: Path) -> None:
    path.write_bytes(content)

    assert refusal(path) == "workbook_damaged"


def test_archive_of_something_else_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("chair.glb", b"glTF")

    assert refusal(path) == "workbook_damaged"


def test_sheet_without_a_header_is_refused(path: Path) -> None:
    assert refusal(save(path, [], ["x"])) == "header_missing"
