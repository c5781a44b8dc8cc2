"""Cells that spreadsheets would run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.exchange.harmless import harmless, original

TRICKY = st.text(st.sampled_from("'=+-@\t\r1.a "), max_size=6)


@given(text=st.one_of(st.text(max_size=8), TRICKY))
def test_text_comes_back(text: str) -> None:
    assert original(harmless(text)) == text


@given(text=TRICKY)
def test_nothing_that_runs_is_left(text: str) -> None:
    cell = harmless(text)

    assert not cell.startswith(("=", "+", "@", "\t", "\r"))
    assert not cell.startswith("-") or float(cell) <= 0


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5", "-5"),
        ("-5+A1", "'-5+A1"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
    ],
)
def test_cells_of_formulas_are_marked(text: str, cell: str) -> None:
    assert harmless(text) == cell
