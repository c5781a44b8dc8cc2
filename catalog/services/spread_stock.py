"""Let orders that come in a rush take from many rows instead of queueing for one.

What is free at a hot place lies in BUCKETS rows. An order takes from one of them by chance, and looks at the others
before it says that there is too little. What was promised stays where it was promised; only what is free moves, and
the ledger of each row tells of it, so that its sum is what is on hand in every row.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from catalog.models import Stock
from catalog.services.booking import booked_as
from catalog.states import StockReason

BUCKETS = 16


def make_hot(*, stock_id: int, is_hot: bool) -> None:
    """Spread what is free over buckets from now on, or lay it together again, as a person has said.

    `stock_id` is the row that is booked on.
    """
    with transaction.atomic():
        main = Stock.objects.select_for_update(no_key=True).get(pk=stock_id, bucket=0)
        Stock.objects.filter(pk=main.pk).update(is_hot=is_hot, heated_at=None)
        if is_hot:
            Stock.objects.bulk_create(
                [
                    Stock(variant_id=main.variant_id, location_id=main.location_id, bucket=number)
                    for number in range(1, BUCKETS + 1)
                ],
                ignore_conflicts=True,
            )
        _level(main.variant_id, main.location_id)


def sweep_buckets() -> int:
    """Level the buckets of hot places, and empty those of places that no longer are; how many places had any.

    Orders that are given up put back what they took; where a place has cooled down meanwhile, it is brought home here.
    """
    free = Stock.objects.filter(
        variant=OuterRef("variant"), location=OuterRef("location"), bucket__gt=0, on_hand__gt=F("allocated")
    )
    places = Stock.objects.filter(Q(is_hot=True) | Exists(free), bucket=0).order_by("pk")
    found = list(places.values_list("variant_id", "location_id"))
    for variant_id, location_id in found:
        with transaction.atomic():
            _level(variant_id, location_id)
    return len(found)


def gather(rows: Sequence[Stock]) -> None:
    """Lay all that is free into the first of a place's locked rows, so that it can be booked."""
    if len(rows) > 1:
        _distribute(rows, rows[:1])


def spread(rows: Sequence[Stock]) -> None:
    """Share out what is free over the buckets, if the place is hot. `rows` are its locked rows, read before."""
    if rows[0].is_hot:
        _level(rows[0].variant_id, rows[0].location_id)


def _level(variant_id: int, location_id: int) -> None:
    stock = Stock.objects.filter(variant=variant_id, location=location_id)
    rows = list(stock.order_by("pk").select_for_update(no_key=True))
    buckets = [row for row in rows if row.bucket]
    _distribute(rows, buckets if rows[0].is_hot else rows[:1])


def _distribute(rows: Sequence[Stock], among: Sequence[Stock]) -> None:
    """Let all that is free in `rows` lie in the rows `among` them, as evenly as it goes."""
    each, rest = divmod(sum(row.available for row in rows), len(among))
    share = {row.pk: each + (number < rest) for number, row in enumerate(among)}
    moved = {row.pk: share.get(row.pk, 0) - row.available for row in rows}
    differing = {pk: by for pk, by in moved.items() if by}
    if differing:
        more = Case(*(When(pk=pk, then=Value(by)) for pk, by in differing.items()))
        with booked_as(StockReason.SPREAD):
            Stock.objects.filter(pk__in=differing).update(on_hand=F("on_hand") + more)
