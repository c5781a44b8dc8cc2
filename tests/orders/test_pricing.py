"""Shipping and sums."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.money import CurrencyMismatch, Money
from orders.pricing import ShippingRules, in_minor_units, left_to_free_shipping, shipping_cost, total_up


@pytest.mark.parametrize(("goods", "shipping"), [(1, 490), (9999, 490), (10000, 0), (250000, 0)])
def test_shipping_is_flat_until_it_is_free(goods: int, shipping: int) -> None:
    assert shipping_cost(Money(goods, "EUR")) == Money(shipping, "EUR")


@pytest.mark.parametrize(("currency", "flat"), [("EUR", 490), ("JPY", 5), ("KWD", 4900)])
def test_rules_hold_in_every_currencys_minor_unit(currency: str, flat: int) -> None:
    assert in_minor_units(ShippingRules().flat, currency) == Money(flat, currency)


def test_left_to_free_shipping_ends_when_it_is_free() -> None:
    assert left_to_free_shipping(Money(9900, "EUR")) == Money(100, "EUR")
    assert left_to_free_shipping(Money(10000, "EUR")) is None


def test_nothing_to_send_costs_nothing() -> None:
    assert total_up([], "EUR").total == Money(0, "EUR")


def test_unlike_currencies_are_never_summed() -> None:
    with pytest.raises(CurrencyMismatch):
        total_up([Money(100, "EUR"), Money(100, "USD")], "EUR")


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20), st.decimals(0, 50, places=2))
def test_a_total_is_always_lines_plus_shipping(amounts: list[int], flat: Decimal) -> None:
    totals = total_up([Money(amount, "EUR") for amount in amounts], "EUR", ShippingRules(flat=flat))

    free = sum(amounts) >= 10000
    assert totals.total.minor == sum(amounts) + (0 if free else int(flat * 100))
