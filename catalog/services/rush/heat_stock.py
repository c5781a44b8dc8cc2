"""Find what sells in a rush by itself: where orders queue for a row of stock, though nobody has said that they would."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from catalog.models import Stock
from catalog.services.rush.waits import waited_for
from catalog.services.spread_stock import make_hot

logger = logging.getLogger(__name__)

# Buckets take the queue away, so that its end says nothing; whoever queues again afterwards is found within a minute.
COOLS_AFTER = timedelta(days=1)


def heat_stock(*, now: datetime) -> tuple[int, int]:
    """Spread places for which at least HOT_STOCK_WAITS orders a minute waited, and end that a day after the last such minute.

    (how many places were spread, how many ended). What a person has said is left as it is, except that a place which
    they have unticked is found again if orders queue for it again.
    """
    waited = waited_for(at_least=settings.HOT_STOCK_WAITS, now=now) if settings.HOT_STOCK_WAITS else set()
    heated = sum(_heat(stock_id, now) for stock_id in _places(waited))
    found_by_us = Stock.objects.filter(is_hot=True, heated_at__lte=now - COOLS_AFTER).order_by("pk")
    cooled = sum(_cool(stock_id, now) for stock_id in list(found_by_us.values_list("pk", flat=True)))
    return heated, cooled


def _places(stock_ids: Collection[int]) -> list[int]:
    """The rows that are booked on, of the places where these rows lie."""
    here = Stock.objects.filter(pk__in=stock_ids, variant=OuterRef("variant"), location=OuterRef("location"))
    places = Stock.objects.filter(Exists(here), bucket=0).order_by("pk")
    return list(places.values_list("pk", flat=True)) if stock_ids else []


def _heat(stock_id: int, now: datetime) -> bool:
    """False where the place is hot already, or gone; what we have found ourselves stays so for another day."""
    with transaction.atomic():
        row = Stock.objects.select_for_update(no_key=True).filter(pk=stock_id).first()
        is_new = row is not None and not row.is_hot
        if is_new:
            make_hot(stock_id=stock_id, is_hot=True)
        if is_new or (row is not None and row.heated_at is not None):
            Stock.objects.filter(pk=stock_id).update(heated_at=now)
    if is_new:
        logger.info("stock_heated", extra={"stock": stock_id})
    return is_new


def _cool(stock_id: int, now: datetime) -> bool:
    """False when orders queued again or a person said something meanwhile."""
    with transaction.atomic():
        due = Stock.objects.filter(pk=stock_id, is_hot=True, heated_at__lte=now - COOLS_AFTER)
        is_due = due.select_for_update(no_key=True).first() is not None
        if is_due:
            make_hot(stock_id=stock_id, is_hot=False)
    if is_due:
        logger.info("stock_cooled", extra={"stock": stock_id})
    return is_due
