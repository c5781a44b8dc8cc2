"""How the demo shop sells: written once, kept as it was changed, and seen by whoever orders."""

import pytest
from django.utils import timezone

from deploy.local.seed.selling import EXPRESS, VOUCHER, ensure_selling
from orders.models import Cart, ShippingMethod, ShippingZone, TaxRate, Voucher
from orders.queries.carts.cart import price_lines
from orders.queries.quote import Quote, Wanted, quote
from tests.factories.orders import filled_cart, sold_variant

pytestmark = pytest.mark.django_db


def quoted(price: int, weight_g: int, wanted: Wanted) -> Quote:
    variant = sold_variant(price=price)
    variant.weight_g = weight_g
    variant.save()
    cart = Cart.objects.get(token=filled_cart((variant, 1)))
    return quote(price_lines(cart), cart.currency, wanted, now=timezone.now())


def test_doing_it_again_changes_nothing_and_brings_nothing_back() -> None:
    ensure_selling()
    TaxRate.objects.exclude(country="AT").delete()
    Voucher.objects.update(is_active=False)
    ShippingMethod.objects.filter(name=EXPRESS).update(is_active=False)

    ensure_selling()

    assert [rate.country.code for rate in TaxRate.objects.all()] == ["AT"]
    assert not Voucher.objects.filter(is_active=True).exists()
    assert not ShippingMethod.objects.filter(name=EXPRESS, is_active=True).exists()


def test_a_shop_that_delivers_nowhere_else_gets_no_express() -> None:
    ShippingZone.objects.update(is_elsewhere=False)

    ensure_selling()

    assert not ShippingMethod.objects.filter(name=EXPRESS).exists()


@pytest.mark.parametrize(
    ("price", "weight_g", "cost"),
    [
        (5000, 4_999, 1290),
        (5000, 5_000, 2490),
        (25_000, 300, 690),
        (25_000, 29_999, 1490),
        (5000, 30_000, None),
    ],
)
def test_express_costs_by_weight_and_value(price: int, weight_g: int, cost: int | None) -> None:
    ensure_selling()

    offered = {each.method.name: each.cost.minor for each in quoted(price, weight_g, Wanted("AT")).methods}

    assert offered.get(EXPRESS) == cost


def test_prices_hold_tax_and_the_voucher_takes_a_tenth_off() -> None:
    ensure_selling()

    totals = quoted(5000, 300, Wanted("AT", voucher_code=VOUCHER.lower())).totals

    # 45.00 of goods and 4.90 of shipping hold a sixth of tax, rounded on each.
    assert (totals.discount.minor, totals.tax.minor, totals.total.minor) == (500, 832, 4990)
