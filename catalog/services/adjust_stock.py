"""Say that there are more or fewer of something, or that some of it lies elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When

from catalog.errors import StockRefused
from catalog.jobs import ring_mirror_relay
from catalog.models import Stock, StockEntry
from catalog.services.booking import booked_as
from catalog.services.spread_stock import gather, spread
from catalog.states import StockReason


def adjust_stock(
    *,
    variant_id: int,
    by: int,
    reason: StockReason = StockReason.CORRECTION,
    location_id: int | None = None,
    reference: str = "",
    actor_id: int | None = None,
) -> bool:
    """Add `by` pieces, which may be negative, to what is on hand at a location, by default the merchant's default one.

    A difference rather than a count, so that what was sold while somebody counted is not undone. False, and nothing
    changed, when the same `reference` was booked there for this reason before. Raises StockRefused when fewer would
    be left than are promised to orders.
    """
    with transaction.atomic():
        rows = _rows_at(variant_id, location_id)
        if (
            reference
            and StockEntry.objects.filter(stock=rows[0], reason=reason, reference=reference).exists()
        ):
            return False
        _book(rows, by, reason, reference=reference, actor_id=actor_id)
        ring_mirror_relay()
    return True


def adjust_stocks(*, by: Mapping[int, int], reason: StockReason = StockReason.CORRECTION) -> None:
    """As `adjust_stock` for several variants at the default location of their merchants: variant -> pieces to add.

    One statement for all. Raises StockRefused, with the key of the first variant of which fewer would be left than are
    promised to orders, and nothing is changed.
    """
    with transaction.atomic():
        stock = Stock.objects.at(None).filter(variant__in=by)
        known = set(stock.values_list("variant", flat=True))
        # Of two at once one writes a row, and the other waits for it.
        Stock.objects.bulk_create(
            [Stock(variant_id=variant_id) for variant_id in sorted(by) if variant_id not in known],
            ignore_conflicts=True,
        )
        rows = list(stock.order_by("pk").select_for_update(no_key=True, of=("self",)))
        places = [list(there) for _, there in groupby(sorted(rows, key=_by_variant), key=_by_variant)]
        for there in places:
            _require_room(there, by[there[0].variant_id])
            gather(there)
        more = Case(*(When(pk=there[0].pk, then=Value(by[there[0].variant_id])) for there in places))
        with booked_as(reason):
            Stock.objects.filter(pk__in=[there[0].pk for there in places]).update(on_hand=F("on_hand") + more)
        for there in places:
            spread(there)
        ring_mirror_relay()


def lock_places(places: Iterable[tuple[int, int | None]]) -> None:
    """Lock all rows of these places, as (variant, location), in primary-key order, in the caller's transaction.

    For whoever then books on several of them, one after the other: a place may have many rows, between which those of
    others lie, so that locking place by place would meet somebody who takes them in their order.
    """
    wanted = set(places)
    for variant_id, location_id in sorted(wanted, key=lambda place: (place[0], place[1] or 0)):
        _begin_place(variant_id, location_id)
    keys = [
        pk
        for variant_id, location_id in wanted
        for pk in Stock.objects.at(location_id).filter(variant=variant_id).values_list("pk", flat=True)
    ]
    list(Stock.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True, of=("self",)))


def begin_stock(*, on_hand: Mapping[int, int]) -> None:
    """What there is of variants that were made in the caller's transaction, at the default location: variant -> pieces.

    Nobody else can have booked anything of them, so that nothing is looked at. Raises StockRefused for fewer than none.
    """
    for variant_id, pieces in on_hand.items():
        if pieces < 0:
            raise StockRefused(f"There cannot be {pieces} on hand.", variant_id=variant_id)
    Stock.objects.bulk_create(
        Stock(variant_id=variant_id, on_hand=on_hand[variant_id]) for variant_id in sorted(on_hand)
    )


def transfer_stock(
    *,
    variant_id: int,
    quantity: int,
    from_location_id: int,
    to_location_id: int,
    actor_id: int | None = None,
) -> None:
    """Note that `quantity` pieces, at least one, were carried from one location to another of the same merchant.

    Raises StockRefused, and nothing is changed, when fewer than that are free where they come from.
    """
    if quantity < 1 or from_location_id == to_location_id:
        raise StockRefused("At least one piece goes from one place to another.")
    with transaction.atomic():
        moves = {from_location_id: -quantity, to_location_id: quantity}
        for location_id in sorted(moves):
            Stock.objects.get_or_create(variant_id=variant_id, location_id=location_id, bucket=0)
        stock = Stock.objects.filter(variant=variant_id, location__in=moves)
        rows = list(stock.order_by("pk").select_for_update(no_key=True))
        for location_id, by in moves.items():
            there = [row for row in rows if row.location_id == location_id]
            _book(there, by, StockReason.MOVED, actor_id=actor_id)
        ring_mirror_relay()


def _rows_at(variant_id: int, location_id: int | None) -> list[Stock]:
    """The rows of a place, locked, so that what is booked twice at once is booked once. The first is booked on."""
    _begin_place(variant_id, location_id)
    rows = Stock.objects.at(location_id).filter(variant=variant_id).order_by("pk")
    return list(rows.select_for_update(no_key=True, of=("self",)))


def _begin_place(variant_id: int, location_id: int | None) -> None:
    """See to it that there is a row."""
    if not Stock.objects.at(location_id).filter(variant=variant_id).exists():
        place: dict[str, Any] = {} if location_id is None else {"location_id": location_id}
        # Of two at once one writes the row, and the other waits for it.
        Stock.objects.bulk_create([Stock(variant_id=variant_id, **place)], ignore_conflicts=True)


def _book(
    rows: Sequence[Stock], by: int, reason: StockReason, *, reference: str = "", actor_id: int | None = None
) -> None:
    """Add to the first of a place's locked rows what may be all that is free in the others."""
    _require_room(rows, by)
    gather(rows)
    with booked_as(reason, reference=reference, actor_id=actor_id):
        Stock.objects.filter(pk=rows[0].pk).update(on_hand=F("on_hand") + by)
    spread(rows)


def _require_room(rows: Sequence[Stock], by: int) -> None:
    on_hand, allocated = (sum(getattr(row, name) for row in rows) for name in ("on_hand", "allocated"))
    if on_hand + by < allocated:
        raise StockRefused(
            f"{allocated} are promised to orders, so there cannot be {on_hand + by} on hand.",
            variant_id=rows[0].variant_id,
        )


def _by_variant(row: Stock) -> int:
    return row.variant_id
