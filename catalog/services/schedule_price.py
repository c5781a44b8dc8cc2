"""Say what a variant will cost for a time."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from catalog.errors import PriceOverlap
from catalog.jobs import ring_mirror_relay
from catalog.models import Price
from catalog.money import Money
from catalog.services.set_price import lock_prices, require_price


def schedule_price(
    *, variant_id: int, price: Money, starts_at: datetime, ends_at: datetime | None, now: datetime
) -> None:
    """Let the variant cost `price` from `starts_at` until `ends_at`, or for good.

    The price that holds at that time gives way, and goes on afterwards. PriceOverlap, and nothing changed, when more
    than one price is known for that time, or a reduced one. ValueError for a time that is over or ends before it begins.
    """
    _require_period(starts_at, ends_at, now)
    require_price(price, None, price.currency)
    with transaction.atomic():
        lock_prices(variant_id)
        period = DateTimeTZRange(starts_at, ends_at)
        _make_room(_price_during(variant_id, price.currency, period), period)
        Price.objects.create(
            variant_id=variant_id, currency=price.currency, amount_minor=price.minor, valid=period
        )
        ring_mirror_relay()


def schedule_sale(
    *, variant_id: int, price: Money, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """Reduce the variant to `price` from `starts_at` until `ends_at`, compared with what it costs otherwise.

    PriceOverlap, and nothing changed, when that is not one price all the time, or is a reduced one already.
    ValueError for a time that is over or ends before it begins, and when `price` is no reduction.
    """
    _require_period(starts_at, ends_at, now)
    with transaction.atomic():
        lock_prices(variant_id)
        period = DateTimeTZRange(starts_at, ends_at)
        regular = _price_during(variant_id, price.currency, period)
        if regular is None:
            raise PriceOverlap("There is no price then that could be reduced.")
        require_price(price, Money(regular.amount_minor, price.currency), price.currency)
        _make_room(regular, period)
        Price.objects.create(
            variant_id=variant_id,
            currency=price.currency,
            amount_minor=price.minor,
            compare_at_minor=regular.amount_minor,
            valid=period,
        )
        ring_mirror_relay()


def _require_period(starts_at: datetime, ends_at: datetime | None, now: datetime) -> None:
    if starts_at < now:
        raise ValueError("A price cannot begin in the past.")
    if ends_at is not None and ends_at <= starts_at:
        raise ValueError("A price must end after it begins.")


def _price_during(variant_id: int, currency: str, period: DateTimeTZRange) -> Price | None:
    """The one price known for all of the period; None when none is known for any of it. PriceOverlap."""
    known = list(Price.objects.filter(variant_id=variant_id, currency=currency, valid__overlap=period)[:2])
    if not known:
        return None
    is_whole = len(known) == 1 and Price.objects.filter(pk=known[0].pk, valid__contains=period).exists()
    if not is_whole or known[0].compare_at_minor is not None:
        raise PriceOverlap("Another price is scheduled for a part of this time.")
    return known[0]


def _make_room(price: Price | None, period: DateTimeTZRange) -> None:
    """Part `price` into what comes before the period and what comes after it."""
    if price is None:
        return
    before = DateTimeTZRange(price.valid.lower, period.lower)
    if before.lower == before.upper:
        Price.objects.filter(pk=price.pk).delete()
    else:
        Price.objects.filter(pk=price.pk).update(valid=before)
    if period.upper is not None and period.upper != price.valid.upper:
        Price.objects.create(
            variant_id=price.variant_id,
            currency=price.currency,
            amount_minor=price.amount_minor,
            valid=DateTimeTZRange(period.upper, price.valid.upper),
        )
