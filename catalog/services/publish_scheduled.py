"""Put a scheduled product on sale once its time has come."""

from datetime import datetime

from django.db import transaction

from catalog.models import Product
from catalog.queries import reasons_against_publishing
from catalog.services.publish_product import show_product
from catalog.states import ProductState


def publish_scheduled(*, product_id: int, now: datetime) -> None:
    """Show the product to shoppers; make it a draft with a note for its merchant when it lacks something by now.

    Does nothing when it is not due, has been published or called off meanwhile, or another worker is at it.
    """
    with transaction.atomic():
        product = (
            Product.objects.due(now)
            .filter(pk=product_id)
            .select_for_update(no_key=True, skip_locked=True)
            .first()
        )
        if product is None:
            return
        reasons = reasons_against_publishing(product)
        if reasons:
            _give_back(product, reasons)
        else:
            show_product(product.pk, now)


def _give_back(product: Product, reasons: list[str]) -> None:
    """The time stays, so that the merchant sees when it was missed."""
    Product.objects.filter(pk=product.pk, state=ProductState.SCHEDULED).update(
        state=ProductState.DRAFT, schedule_note="\n".join(reasons)
    )
