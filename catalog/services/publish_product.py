"""Put a product on sale."""

from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from catalog.errors import NotReadyToPublish
from catalog.jobs import ring_mirror_relay
from catalog.models import Product
from catalog.queries import reasons_against_publishing
from catalog.services.move_product import require_moved
from catalog.states import ProductState, sources_of


def publish_product(*, product_id: int, now: datetime) -> None:
    """Show a draft to shoppers, or a scheduled product before its time.

    Raises NotReadyToPublish with the reasons, MoveRefused from other states, Product.DoesNotExist.
    """
    with transaction.atomic():
        product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
        reasons = reasons_against_publishing(product)
        if reasons:
            raise NotReadyToPublish(reasons)
        require_moved(show_product(product_id, now), product, ProductState.PUBLISHED)


def show_product(product_id: int, now: datetime) -> int:
    """Put on sale what lacks nothing, inside the caller's transaction; how many products that were, none or one."""
    moved = Product.objects.filter(pk=product_id, state__in=sources_of(ProductState.PUBLISHED)).update(
        state=ProductState.PUBLISHED,
        published_at=Coalesce("published_at", Value(now)),
        publish_at=None,
        schedule_note="",
    )
    ring_mirror_relay()
    return moved
