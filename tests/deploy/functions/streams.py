"""Records of the mirror table's stream, as Lambda gets them, made of the mirror's own items."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from catalog.mirror.item import Item, product_item
from catalog.mirror.rows import ProductRow
from tests.catalog.mirror import rows

OAK = replace(rows.OAK, sku="CH-1/oak ö")
CHAIR = replace(rows.CHAIR, variants=(OAK,))


def item_of(row: ProductRow) -> Item:
    return product_item(row, "EUR")


def renamed(slug: str) -> tuple[Item, Item]:
    """A product at this address, before and after its name changed."""
    return item_of(replace(CHAIR, slug=slug)), item_of(replace(CHAIR, slug=slug, name="Other", version=12))


def record(old: Item | None, new: Item | None, number: int = 1) -> dict[str, Any]:
    """What the stream says when `new` takes the place of `old`; None is no item at all."""
    known = new or old
    assert known is not None
    change: dict[str, Any] = {
        "Keys": {"pk": {"S": known.pk}},
        "SequenceNumber": f"{number:021d}",
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    for name, item in (("OldImage", old), ("NewImage", new)):
        if item is not None:
            change[name] = _image(item)
    event_name = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    return {
        "eventID": str(number),
        "eventName": event_name,
        "eventSource": "aws:dynamodb",
        "dynamodb": change,
    }


def _image(item: Item) -> dict[str, dict[str, str]]:
    texts = ("pk", "document", "listing", "shop", "rank")
    image = {name: {"S": getattr(item, name)} for name in texts if getattr(item, name) is not None}
    return {**image, "version": {"N": str(item.version)}, "digest": {"S": item.digest}}
