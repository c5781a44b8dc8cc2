"""Sales that do not happen, or end before their time."""

from datetime import datetime, timedelta

import pgtrigger
import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from catalog.errors import SaleNotFound
from catalog.models import Price, PriceRecord, Variant
from catalog.money import Money
from catalog.services.call_off_sale import call_off_sale
from catalog.services.schedule_price import schedule_price, schedule_sale
from tests.factories.catalog import make_offer

pytestmark = pytest.mark.django_db

TODAY = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def day(number: int) -> datetime:
    """So many days before or after the day on which the tests began, at midnight; what is to come still is when that is over."""
    return TODAY + timedelta(days=number + (number > 0))


def on_sale(*, first: int, last: int) -> tuple[Variant, Price]:
    variant = make_offer(amount_minor=4990)
    reduced = Money(3990, "EUR")
    schedule_sale(
        variant_id=variant.pk,
        price=reduced,
        starts_at=day(first),
        ends_at=day(last),
        now=day(0),
    )
    return variant, Price.objects.reduced().get()


def test_sale_to_come_leaves_one_price() -> None:
    variant, sale = on_sale(first=2, last=5)

    call_off_sale(variant_id=variant.pk, price_id=sale.pk)

    price = Price.objects.get(variant=variant)
    assert (price.amount_minor, price.valid) == (4990, DateTimeTZRange(None, None))
    assert not PriceRecord.objects.exists()


def test_price_that_follows_a_sale_stays_planned() -> None:
    variant, sale = on_sale(first=2, last=5)
    Price.objects.filter(valid__startswith=day(5)).delete()
    schedule_price(
        variant_id=variant.pk, price=Money(5990, "EUR"), starts_at=day(5), ends_at=None, now=day(0)
    )

    call_off_sale(variant_id=variant.pk, price_id=sale.pk)

    prices = Price.objects.filter(variant=variant).order_by("valid")
    assert [(price.amount_minor, price.valid) for price in prices] == [
        (4990, DateTimeTZRange(None, day(5))),
        (5990, DateTimeTZRange(day(5), None)),
    ]


def test_running_sale_ends_now_and_is_remembered() -> None:
    variant, sale = on_sale(first=2, last=5)
    with pgtrigger.ignore("catalog.Price:guard_history", "catalog.Price:keep_history"):
        Price.objects.filter(valid__endswith=day(2)).update(valid=DateTimeTZRange(None, day(-1)))
        Price.objects.filter(pk=sale.pk).update(valid=DateTimeTZRange(day(-1), day(5)))

    call_off_sale(variant_id=variant.pk, price_id=sale.pk)

    now = Price.objects.current("EUR").get()
    assert (now.amount_minor, now.compare_at_minor, now.valid.upper) == (4990, None, None)
    was = PriceRecord.objects.get()
    assert (was.amount_minor, was.valid) == (3990, DateTimeTZRange(day(-1), now.valid.lower))


def test_what_is_no_sale_is_not_called_off() -> None:
    variant, sale = on_sale(first=2, last=5)
    before = list(Price.objects.order_by("pk").values())
    regular = Price.objects.exclude(pk=sale.pk)[0]

    for variant_id, price_id in ((variant.pk, regular.pk), (make_offer().pk, sale.pk), (variant.pk, 0)):
        with pytest.raises(SaleNotFound):
            call_off_sale(variant_id=variant_id, price_id=price_id)

    assert list(Price.objects.filter(variant=variant).order_by("pk").values()) == before
