"""Say that there are more or fewer of something."""

from django.db import transaction
from django.db.models import F

from catalog.errors import StockRefused
from catalog.jobs import ring_mirror_relay
from catalog.models import Stock


def adjust_stock(*, variant_id: int, by: int) -> None:
    """Add `by` pieces, which may be negative, to what is on hand.

    A difference rather than a count, so that what was sold while somebody counted is not undone. Raises
    StockRefused when fewer would be left than are promised to orders.
    """
    with transaction.atomic():
        Stock.objects.get_or_create(variant_id=variant_id)
        rows = Stock.objects.filter(variant_id=variant_id, on_hand__gte=F("allocated") - by).update(
            on_hand=F("on_hand") + by
        )
        if rows == 0:
            stock = Stock.objects.get(variant_id=variant_id)
            raise StockRefused(
                f"{stock.allocated} are promised to orders, so there cannot be {stock.on_hand + by} on hand."
            )
        ring_mirror_relay()
