"""Writes every product into the mirror, for example into a new table."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from catalog.errors import DocumentTooLarge
from catalog.mirror import memory, table
from catalog.mirror.collected import refresh_collections
from catalog.mirror.item import Item, product_item, require_storable
from catalog.mirror.noting import note_products
from catalog.mirror.relay import refresh_shelves
from catalog.mirror.source import load_by_ids
from catalog.mirror.verify import mend
from catalog.models import Product

# So many calls are under way at a time.
WRITERS = 8
PRODUCTS_AT_ONCE = 200


def rebuild_mirror(
    on_progress: Callable[[int, int], None] = lambda _done, _last_id: None, *, after_id: int = 0
) -> int:
    """Write the documents of all products with ids above `after_id`, over whatever has the same version.

    Who follows the changes is told of those that nobody was told of yet, such as products that were loaded.

    `on_progress` hears how many are done and the id of the last, with which as `after_id` an interrupted run goes on.
    Returns how many were done. Raises MirrorUnavailable.
    """
    done, last = 0, after_id
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="rebuild") as writers:
        while ids := _ids_after(last):
            rows = load_by_ids(ids)
            # Threads that write know nothing of the database.
            items = [product_item(row, settings.SHOP_CURRENCY) for row in rows]
            list(writers.map(_write, _together(items)))
            note_products(ids)
            done, last = done + len(rows), ids[-1]
            on_progress(done, last)
    refresh_shelves()
    refresh_collections()
    return done


def _together(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The items in groups that DynamoDB takes at once."""
    group: list[Item] = []
    bytes_left = table.TOGETHER_BYTES
    for item in items:
        size = len((item.document or "").encode())
        if group and (len(group) == table.TOGETHER or size > bytes_left):
            yield group
            group, bytes_left = [], table.TOGETHER_BYTES
        group.append(item)
        bytes_left -= size
    if group:
        yield group


def _write(items: Sequence[Item]) -> None:
    """Store them together; where one has been overtaken, is being written by somebody else or does not fit, one by one."""
    try:
        for item in items:
            require_storable(item)
        are_written = table.put_together(items)
    except DocumentTooLarge:
        are_written = False
    if are_written:
        memory.keep_each({item.pk: memory.Kept.of(item) for item in items})
        return
    for item in items:
        mend(item)


def _ids_after(last: int) -> list[int]:
    products = Product.objects.filter(pk__gt=last).order_by("pk")
    return list(products.values_list("pk", flat=True)[:PRODUCTS_AT_ONCE])
