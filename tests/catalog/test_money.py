"""Money: exact, in every currency, and never mixed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.money import CurrencyMismatch, Money, exponent, parse_amount

CURRENCIES = ["EUR", "JPY", "KWD", "MGA", "USD"]
minors = st.integers(min_value=-(10**15), max_value=10**15)
currencies = st.sampled_from(CURRENCIES)


@given(minors, currencies)
def test_amount_typed_as_it_is_shown_is_the_same_money(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert parse_amount(str(money.amount), currency) == money


@given(minors, minors, currencies)
def test_sum_and_difference_undo_each_other(first: int, second: int, currency: str) -> None:
    one, other = Money(first, currency), Money(second, currency)

    assert one + other - other == one
    assert one + other == other + one


@given(minors, st.integers(min_value=0, max_value=50), currencies)
def test_quantity_is_repeated_addition(minor: int, quantity: int, currency: str) -> None:
    money = Money(minor, currency)

    assert money * quantity == sum([money] * quantity, start=Money(0, currency))


@given(minors, minors)
def test_unlike_currencies_never_meet(first: int, second: int) -> None:
    with pytest.raises(CurrencyMismatch):
        Money(first, "EUR") + Money(second, "USD")
    with pytest.raises(CurrencyMismatch):
        Money(first, "EUR") - Money(second, "USD")


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("JPY", 0), ("KWD", 3), ("IQD", 3), ("MGA", 2), ("RSD", 2), ("LBP", 2)],
)
def test_exponent_is_that_of_iso_4217(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


def test_amount_is_in_major_units() -> None:
    assert Money(4990, "EUR").amount == Decimal("49.90")
    assert Money(4990, "JPY").amount == Decimal("4990")


@pytest.mark.parametrize(
    "text", ["", "ten", "1.234", "NaN", "Infinity", "1.2.3", "€5", "1e9999999", "1e-9999999"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimal places"):
        parse_amount(text, "EUR")


def test_unknown_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="not an ISO 4217"):
        exponent("XQZ")


def test_format_reads_as_people_write_it() -> None:
    assert Money(123456, "EUR").format() == "€1,234.56"
    assert Money(500, "JPY").format() == "¥500"
    assert Money(100, "EUR").format("pt-br") == "€\u00a01,00"
    assert Money(100, "EUR").format("xx-nowhere") == "€1.00"
    assert Money(7993, "KWD").format() == "KWD\u00a07.993"
    assert Money(-1250, "CHF").format() == "-CHF\u00a012.50"
    assert Money(1250, "USD").format("de") == "12,50\u00a0$"
