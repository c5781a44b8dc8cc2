"""Reading CSV: whatever is written is read as it was, and what is broken is named instead of guessed."""

import contextlib
import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import ImportRefused
from catalog.exchange.reading import csv_rows
from catalog.exchange.reading.csv_rows import read_csv
from catalog.exchange.reading.rows import BadRow, Row

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)


def rows_of(text: str | bytes) -> list[Row | BadRow]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_csv(io.BytesIO(data)).rows)


def refusal(data: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        rows_of(data)
    return caught.value.code


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), has_mark=st.booleans())
def test_what_was_written_is_read(rows: list[tuple[str, str, str]], has_mark: bool) -> None:  # noqa: FBT001  # drawn
    written = io.StringIO()
    csv.writer(written).writerows([("a", "b", "c"), *rows])

    read = rows_of((b"\xef\xbb\xbf" if has_mark else b"") + written.getvalue().encode())

    assert [row.cells for row in read if isinstance(row, Row)] == [
        row for row in rows if "".join(row).strip()
    ]


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    lines: list[int] = []
    with contextlib.suppress(ImportRefused):
        lines = [row.line for row in rows_of(data)]

    assert all(line >= 2 for line in lines)
    assert lines == sorted(set(lines))


def test_rows_know_the_line_where_they_begin() -> None:
    rows = rows_of('handle,body\na,"<p>\nmany\nlines</p>"\n\nb,x\n')

    assert rows == [Row(2, ("a", "<p>\nmany\nlines</p>")), Row(6, ("b", "x"))]


def test_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert read_csv(io.BytesIO(b"\xef\xbb\xbfHandle,Title\n")).header == ("Handle", "Title")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_that_of_the_header(delimiter: str) -> None:
    text = delimiter.join(["handle", '"a,b;c"', "price"]) + "\n" + delimiter.join(["x", "1", "2"])

    assert rows_of(text) == [Row(2, ("x", "1", "2"))]


def test_row_with_too_few_or_too_many_cells_is_named_and_the_next_is_read() -> None:
    rows = rows_of("a,b\n1\n1,2,3\n1,2\n")

    assert rows == [
        BadRow(2, 2, "cell_count", "This row has 1 cells, the header has 2."),
        BadRow(3, 3, "cell_count", "This row has 3 cells, the header has 2."),
        Row(4, ("1", "2")),
    ]


def test_quote_that_is_never_closed_costs_only_what_is_named() -> None:
    rows = rows_of('a,b\n1,"open\n2,x\n3,"closed"\n4,y\n')

    assert [(type(row), row.line) for row in rows] == [(BadRow, 2), (Row, 5)]
    broken = rows[0]
    assert isinstance(broken, BadRow)
    assert (broken.last_line, broken.code) == (4, "quotes")
    assert "lines 2 to 4 run together" in broken.message


def test_quote_that_is_open_at_the_end_is_named() -> None:
    rows = rows_of('a,b\n1,2\n1,"open\n')

    assert rows[0] == Row(2, ("1", "2"))
    assert [(row.line, getattr(row, "code", "")) for row in rows[1:]] == [(3, "quotes")]


def test_quote_inside_of_a_cell_is_named() -> None:
    assert [getattr(row, "code", "") for row in rows_of('a,b\n1,"b"c\n')] == ["quotes"]


def test_zero_byte_is_named() -> None:
    assert [getattr(row, "code", "") for row in rows_of(b"a,b\n1,x\0y\n")] == ["control_character"]


def test_absurdly_long_cell_is_named_and_the_next_row_read() -> None:
    rows = rows_of(f"a,b\n1,{'x' * 200_000}\n2,y\n")

    assert [getattr(row, "code", "") for row in rows] == ["cell_too_long", ""]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "header_missing"),
        (b",,\n", "header_missing"),
        (b'"a\nb', "header_unreadable"),
        ("a,b\n1,Stühle\n".encode("cp1252"), "not_utf8"),
        ("a,b\n".encode("utf-16"), "not_utf8"),
        (b"a,b\n" + b"x" * 1_100_000, "line_too_long"),
        (b"a," * 600, "too_many_columns"),
    ],
)
def test_file_that_is_no_list_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_file_with_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "MOST_ROWS", 2)

    assert refusal(b"a\n1\n2\n3\n") == "too_many_rows"


class Endless(io.BytesIO):
    """A list whose rows are made while they are read."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._lines: Iterator[bytes] = (b"%d,%s\n" % (number, b"x" * 500) for number in range(count))

    def readline(self, size: int | None = -1, /) -> bytes:
        return next(self._lines, b"")


def test_memory_does_not_grow_with_the_file() -> None:
    tracemalloc.start()
    count = len([None for _ in read_csv(Endless(20_000)).rows])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    # The file has ten megabytes.
    assert count == 19_999
    assert peak < 1_000_000
