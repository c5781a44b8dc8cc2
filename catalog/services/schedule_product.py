"""Let a product go on sale by itself at a time to come, and call that off."""

from datetime import datetime

from django.db import transaction

from catalog.errors import NotReadyToPublish, ScheduleRefused
from catalog.models import Product
from catalog.queries import reasons_against_publishing
from catalog.services.move_product import require_moved
from catalog.states import ProductState, sources_of


def schedule_product(*, product_id: int, publish_at: datetime | None, now: datetime) -> None:
    """Show a draft to shoppers from `publish_at` on, or a scheduled product at another time than was said.

    It must lack nothing now, and is looked at again when it is due. Raises ScheduleRefused for no time or one that is
    over, NotReadyToPublish with the reasons, MoveRefused from other states, Product.DoesNotExist.
    """
    if publish_at is None or publish_at <= now:
        raise ScheduleRefused("Say a time to come at which it goes on sale.")
    with transaction.atomic():
        product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
        reasons = reasons_against_publishing(product)
        if reasons:
            raise NotReadyToPublish(reasons)
        moved = Product.objects.filter(pk=product_id, state__in=sources_of(ProductState.SCHEDULED)).update(
            state=ProductState.SCHEDULED, publish_at=publish_at, schedule_note=""
        )
        require_moved(moved, product, ProductState.SCHEDULED)


def call_off_schedule(*, product_id: int) -> None:
    """Make a scheduled product a draft again. Raises MoveRefused, Product.DoesNotExist."""
    with transaction.atomic():
        moved = Product.objects.filter(pk=product_id, state=ProductState.SCHEDULED).update(
            state=ProductState.DRAFT, publish_at=None
        )
        require_moved(moved, Product.objects.get(pk=product_id), ProductState.DRAFT)
