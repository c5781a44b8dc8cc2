"""Amounts as Stripe's table of currencies has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.money import Money
from orders.errors import AmountUnwritable
from orders.gateways.stripe.amounts import can_be_charged, from_stripe, to_stripe


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (1250, "EUR", 1250),
        (1250, "JPY", 1250),
        (12, "ISK", 1200),
        (500, "UGX", 50000),
        (12340, "KWD", 12340),
        (12300, "MGA", 123),
        (1000, "HUF", 1000),
        (0, "USD", 0),
    ],
)
def test_amounts_there_and_back(minor: int, currency: str, written: int) -> None:
    money = Money(minor, currency)

    assert to_stripe(money) == written
    assert from_stripe(written, currency.lower()) == money


@pytest.mark.parametrize(("minor", "currency"), [(12345, "KWD"), (12345, "MGA"), (12345, "LYD")])
def test_amounts_that_stripe_cannot_take_are_refused(minor: int, currency: str) -> None:
    with pytest.raises(AmountUnwritable, match="to the last digit"):
        to_stripe(Money(minor, currency))


@pytest.mark.parametrize(("written", "currency"), [(1250, "isk"), (99, "ugx")])
def test_amounts_that_the_shop_cannot_write_are_refused(written: int, currency: str) -> None:
    with pytest.raises(AmountUnwritable, match="fewer decimals"):
        from_stripe(written, currency)


@given(
    minor=st.integers(0, 10**9),
    currency=st.sampled_from(["EUR", "JPY", "KRW", "KWD", "BHD", "ISK", "UGX", "MGA", "XOF", "TND", "RSD"]),
)
def test_whatever_is_taken_comes_back_as_it_was(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    try:
        written = to_stripe(money)
    except AmountUnwritable:
        return

    assert from_stripe(written, currency) == money


@pytest.mark.parametrize(
    ("least", "currency"),
    # What Stripe's table does not have may be anything.
    [(50, "EUR"), (30, "GBP"), (50, "JPY"), (17500, "HUF"), (1, "ZAR")],
)
def test_less_than_stripe_charges_is_known_beforehand(least: int, currency: str) -> None:
    assert can_be_charged(Money(least, currency))
    assert not can_be_charged(Money(least - 1, currency))


def test_what_stripe_cannot_write_is_known_beforehand() -> None:
    assert [can_be_charged(Money(minor, "KWD")) for minor in (12340, 12341)] == [True, False]
