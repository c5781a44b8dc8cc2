"""What the database lets nobody write, whoever writes it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from catalog.models import TaxClass
from orders.models import Order, OrderLine, ShippingMethod, ShippingRate, ShippingZone, TaxRate, Voucher
from orders.states import VoucherKind
from tests.factories.orders import make_voucher, placed_order, sold_variant

pytestmark = pytest.mark.django_db(transaction=True)


def refused(model: type[models.Model], **facts: Any) -> bool:
    """Whether no such row can be written."""
    try:
        with transaction.atomic():
            model._default_manager.create(**facts)
    except IntegrityError:
        return True
    return False


def test_rates_of_a_method_never_overlap() -> None:
    method = ShippingMethod.objects.get()
    ShippingRate.objects.all().delete()
    ShippingRate.objects.create(method=method, total_to=100, weight_to=1000, amount_minor=1)

    assert refused(ShippingRate, method=method, total_from=99, weight_from=999, amount_minor=2)
    assert refused(ShippingRate, method=method, total_from=5, total_to=5, amount_minor=2)
    assert not refused(ShippingRate, method=method, total_from=99, weight_from=1000, amount_minor=2)
    assert not refused(ShippingRate, method=method, total_from=100, weight_to=1000, amount_minor=2)


def test_a_country_is_in_one_zone_and_one_zone_is_all_others() -> None:
    zone = ShippingZone.objects.create(name="Alps")
    other = ShippingZone.objects.create(name="Sea")
    zone.countries.create(country="AT")

    assert refused(zone.countries.model, zone=other, country="AT")
    assert refused(ShippingZone, name="Rest", is_elsewhere=True)


def test_one_rate_of_tax_at_a_time() -> None:
    books = TaxClass.objects.create(code="books", name="Books")
    TaxRate.objects.create(country="AT", percent=20, valid_from=date(2026, 1, 1))

    assert refused(TaxRate, country="AT", percent=19)
    assert refused(TaxRate, country="AT", percent=101, valid_until=date(2026, 1, 1))
    assert not refused(TaxRate, country="AT", percent=19, valid_until=date(2026, 1, 1))
    assert not refused(TaxRate, country="AT", percent=10, tax_class=books)
    assert not refused(TaxRate, country="AT", percent=19, region="JUNGHOLZ")


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": VoucherKind.PERCENT},
        {"kind": VoucherKind.PERCENT, "percent": 0},
        {"kind": VoucherKind.PERCENT, "percent": 101},
        {"kind": VoucherKind.PERCENT, "percent": 10, "amount_minor": 5},
        {"kind": VoucherKind.AMOUNT},
        {"kind": VoucherKind.AMOUNT, "percent": 10},
        {"kind": VoucherKind.FREE_SHIPPING, "percent": 10},
        {"kind": "anything", "percent": 10},
        {"kind": VoucherKind.PERCENT, "percent": 10, "max_uses": 1, "used": 2},
        {"kind": VoucherKind.PERCENT, "percent": 10, "code": "tenth"},
    ],
)
def test_vouchers_say_what_they_take_off(facts: dict[str, Any]) -> None:
    make_voucher("TENTH", percent=10)

    assert refused(Voucher, **{"code": "NEW", **facts})


@pytest.mark.parametrize(
    "change",
    [
        {"tax_minor": -1},
        {"prices_include_tax": False, "tax_minor": 5},
        {"discount_minor": 1},
        {"discount_minor": 99999, "total_minor": 0, "shipping_minor": 97499},
        {"shipping_tax_minor": 1},
        {"shipping_tax_rate": Decimal("100.001")},
        {"shipping_tax_rate": Decimal("-0.001")},
    ],
)
def test_orders_whose_sums_do_not_fit_are_not_kept(change: dict[str, Any]) -> None:
    order = placed_order((sold_variant(), 1))

    with pytest.raises(IntegrityError):
        Order.objects.filter(pk=order.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [{"discount_minor": 2501}, {"tax_minor": -1}, {"tax_rate": Decimal(101)}, {"discount_minor": -1}],
)
def test_lines_whose_parts_do_not_fit_are_not_kept(change: dict[str, Any]) -> None:
    order = placed_order((sold_variant(), 1))

    with pytest.raises(IntegrityError):
        OrderLine.objects.filter(order=order).update(**change)
