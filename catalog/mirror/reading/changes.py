"""What has changed since an instant, in the order in which the mirror came to show it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from assets3d.storage import public_url
from catalog.errors import BadCursor
from catalog.mirror import source, table
from catalog.mirror.documents.product import product_view
from catalog.mirror.item import Item, product_item, product_pk
from catalog.mirror.memory import Kept
from catalog.mirror.reading.cursors import NOT_OURS, cursor_of, text_of
from catalog.mirror.reading.places import ask_table, database_reader
from catalog.mirror.reading.views import ChangesView, RemovedView
from catalog.models import ProductChange

# Microseconds since 1970, and the position; as long as instants and 64 bits allow.
PLACE = re.compile(r"(\d{1,17})@(\d{1,18})")
MICROSECONDS = 1_000_000


def read_changes(since: datetime, cursor: str, limit: int) -> ChangesView:
    """The products that changed at `since` or later, as they are now, and the addresses that show none any more.

    Each address stands there once, at its last change. `cursor` is "" for the first page, then what the page before
    gave. Two queries at most, of which one only while DynamoDB is away. Raises BadCursor, CatalogUnavailable.
    """
    with database_reader():
        found = list(_changes_after(since, cursor)[: limit + 1])
    changes = found[:limit]
    items = _current([change.slug for change in changes])
    products, removed = [], []
    for change in changes:
        item = items.get(change.slug)
        if item is None or item.document is None:
            removed.append(RemovedView(change.slug, change.changed_at))
        else:
            products.append(product_view(Kept.of(item).document, item.version, public_url))
    return ChangesView(
        products=tuple(products),
        removed=tuple(removed),
        until=changes[-1].changed_at if changes else since,
        next_cursor=_cursor_after(changes[-1]) if len(found) > limit else "",
    )


def _changes_after(since: datetime, cursor: str) -> QuerySet[ProductChange]:
    changes = ProductChange.objects.order_by("changed_at", "position")
    if not cursor:
        return changes.filter(changed_at__gte=since)
    matched = PLACE.fullmatch(text_of(cursor))
    if matched is None:
        raise BadCursor(NOT_OURS)
    seconds, microseconds = divmod(int(matched[1]), MICROSECONDS)
    instant = datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)
    # The first condition says nothing new, but lets the index begin there.
    return changes.filter(
        Q(changed_at__gt=instant) | Q(position__gt=int(matched[2])), changed_at__gte=instant
    )


def _cursor_after(change: ProductChange) -> str:
    seconds = int(change.changed_at.replace(microsecond=0).timestamp())
    return cursor_of(f"{seconds * MICROSECONDS + change.changed_at.microsecond}@{change.position}")


def _current(slugs: Sequence[str]) -> dict[str, Item]:
    """What the mirror has at these addresses, and PostgreSQL at those that it does not know.

    Redis is passed by: where it could not be told of a change, it shows what was before for minutes, and who is told
    of the change only once would keep that.
    """
    nothing: dict[str, Item] = {}
    items = ask_table(lambda: table.get_many([product_pk(slug) for slug in slugs]), default=nothing)
    found = {slug: items[product_pk(slug)] for slug in slugs if product_pk(slug) in items}
    unknown = [slug for slug in slugs if slug not in found]
    if unknown:
        with database_reader():
            rows = source.load_by_slugs(unknown)
        found.update((slug, product_item(row, settings.SHOP_CURRENCY)) for slug, row in rows.items())
    return found
