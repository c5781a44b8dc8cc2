"""Say that there are more or fewer of something, or that some of it lies elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When

from catalog.errors import StockRefused
from catalog.jobs import ring_mirror_relay
from catalog.models import Stock, StockEntry
from catalog.services.booking import booked_as
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
        stock = _stock_at(variant_id, location_id)
        if reference and StockEntry.objects.filter(stock=stock, reason=reason, reference=reference).exists():
            return False
        with booked_as(reason, reference=reference, actor_id=actor_id):
            _add(stock, by)
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
        for row in rows:
            if row.on_hand + by[row.variant_id] < row.allocated:
                raise _refused(row, by[row.variant_id])
        more = Case(*(When(pk=row.pk, then=Value(by[row.variant_id])) for row in rows))
        with booked_as(reason):
            Stock.objects.filter(pk__in=[row.pk for row in rows]).update(on_hand=F("on_hand") + more)
        ring_mirror_relay()


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
            Stock.objects.get_or_create(variant_id=variant_id, location_id=location_id)
        rows = Stock.objects.filter(variant=variant_id, location__in=moves).order_by("pk").select_for_update()
        with booked_as(StockReason.MOVED, actor_id=actor_id):
            for stock in rows:
                _add(stock, moves[stock.location_id])
        ring_mirror_relay()


def _stock_at(variant_id: int, location_id: int | None) -> Stock:
    """The row, locked, so that what is booked twice at once is booked once."""
    if not Stock.objects.at(location_id).filter(variant=variant_id).exists():
        place: dict[str, Any] = {} if location_id is None else {"location_id": location_id}
        # Of two at once one writes the row, and the other waits for it.
        Stock.objects.bulk_create([Stock(variant_id=variant_id, **place)], ignore_conflicts=True)
    rows = Stock.objects.at(location_id).filter(variant=variant_id)
    return rows.select_for_update(no_key=True, of=("self",)).get()


def _add(stock: Stock, by: int) -> None:
    rows = Stock.objects.filter(pk=stock.pk, on_hand__gte=F("allocated") - by)
    if not rows.update(on_hand=F("on_hand") + by):
        raise _refused(stock, by)


def _refused(stock: Stock, by: int) -> StockRefused:
    return StockRefused(
        f"{stock.allocated} are promised to orders, so there cannot be {stock.on_hand + by} on hand.",
        variant_id=stock.variant_id,
    )
