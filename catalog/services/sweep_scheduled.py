"""Rings for scheduled products whose time has come, each by itself: one that fails holds up no other."""

from datetime import datetime

from catalog.jobs import ring_publish_scheduled
from catalog.models import Product


def sweep_scheduled(*, now: datetime) -> None:
    """Twice or side by side it does no harm: who comes second finds nothing that is due."""
    for product_id in Product.objects.due(now).order_by("publish_at", "pk").values_list("pk", flat=True):
        ring_publish_scheduled(product_id)
