"""Cells taken literally: what only Python takes for a number is none."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.exchange.reading import values
from catalog.money import Money


@given(cents=st.integers(0, 10**9), zeros=st.integers(0, 4))
def test_price_is_what_was_written(cents: int, zeros: int) -> None:
    assert values.price(f"{Decimal(cents) / 100:.2f}{'0' * zeros}", "EUR") == Money(cents, "EUR")


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "1e3",
        "٣",
        "1.299,00",
        "12,99",
        "12.99 €",
        "-1",
        "",
        "1_000",
        "0x10",
        "1.999",
        "9" * 11,
    ],
)
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"price|decimal places|more than"):
        values.price(text, "EUR")


def test_price_follows_the_currency() -> None:
    assert values.price("1200.00", "JPY") == Money(1200, "JPY")
    assert values.price("1.234", "KWD") == Money(1234, "KWD")


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (values.whole, "12", 12),
        (values.whole, "100.0", 100),
        (values.grams, "0.0", None),
        (values.grams, "0.5", 1),
        (values.grams, "1250.4", 1250),
        (values.truth, "TRUE", True),
        (values.truth, "false", False),
        (values.colour, "#A1B2C3", "#a1b2c3"),
    ],
)
def test_cell_is_read(parse: Callable[[str], object], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (values.whole, "1.5"),
        (values.whole, "-1"),
        (values.whole, "²"),
        (values.grams, "1 kg"),
        (values.grams, "9999999999"),
        (values.truth, "maybe"),
        (values.colour, "red"),
    ],
)
def test_unreadable_cell_is_refused(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"“|more than"):
        parse(text)
