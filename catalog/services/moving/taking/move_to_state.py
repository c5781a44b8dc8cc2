"""A list says that a product is a draft, on sale or put away."""

from datetime import datetime

from catalog.errors import NotReadyToPublish
from catalog.exchange.formats.entries import Problem, ProductEntry
from catalog.models import Product
from catalog.services.move_product import archive_product, restore_product, withdraw_product
from catalog.services.publish_product import publish_product
from catalog.services.schedule_product import call_off_schedule
from catalog.states import ProductState


def move_to_state(
    product: Product, entry: ProductEntry, *, now: datetime
) -> tuple[bool, tuple[Problem, ...]]:
    """Whether the product was moved, and why it was not although the list wanted it on sale.

    A list says no time, so that what is scheduled there stays as it is here.
    """
    if entry.state in {"", product.state, ProductState.SCHEDULED}:
        return False, ()
    if entry.state == ProductState.ARCHIVED:
        archive_product(product_id=product.pk)
        return True, ()
    is_moved = _make_draft(product)
    if entry.state == ProductState.DRAFT:
        return is_moved, ()
    try:
        publish_product(product_id=product.pk, now=now)
    except NotReadyToPublish as refusal:
        message = f"It stays a draft. {refusal}"
        return is_moved, (Problem(entry.line, "", refusal.code, message),)
    return True, ()


def _make_draft(product: Product) -> bool:
    if product.state == ProductState.PUBLISHED:
        withdraw_product(product_id=product.pk)
    elif product.state == ProductState.SCHEDULED:
        call_off_schedule(product_id=product.pk)
    elif product.state == ProductState.ARCHIVED:
        restore_product(product_id=product.pk)
    return product.state != ProductState.DRAFT
