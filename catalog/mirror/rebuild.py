"""Writes every product into the mirror, for example into a new table."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from catalog.mirror.item import product_item
from catalog.mirror.relay import refresh_shelves
from catalog.mirror.source import load_by_ids
from catalog.mirror.verify import mend
from catalog.models import Product

# DynamoDB has no conditional write of many items, so many are under way at a time.
WRITERS = 8
PRODUCTS_AT_ONCE = 200


def rebuild_mirror(
    on_progress: Callable[[int, int], None] = lambda _done, _last_id: None, *, after_id: int = 0
) -> int:
    """Write the documents of all products with ids above `after_id`, over whatever has the same version.

    `on_progress` hears how many are done and the id of the last, with which as `after_id` an interrupted run goes on.
    Returns how many were done. Raises MirrorUnavailable.
    """
    done, last = 0, after_id
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="rebuild") as writers:
        while ids := _ids_after(last):
            rows = load_by_ids(ids)
            # Threads that write know nothing of the database.
            list(writers.map(mend, [product_item(row, settings.SHOP_CURRENCY) for row in rows]))
            done, last = done + len(rows), ids[-1]
            on_progress(done, last)
    refresh_shelves()
    return done


def _ids_after(last: int) -> list[int]:
    products = Product.objects.filter(pk__gt=last).order_by("pk")
    return list(products.values_list("pk", flat=True)[:PRODUCTS_AT_ONCE])
