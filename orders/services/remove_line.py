"""Take something out of the cart."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import CartRefused
from orders.models import Cart


def remove_line(*, token: UUID | None, variant_id: int, now: datetime) -> None:
    """Remove the line of a variant; nothing happens when it is gone already. CartRefused once ordered."""
    with transaction.atomic():
        cart = Cart.objects.lock(token)
        if cart is None or not cart.is_open:
            raise CartRefused("This is not in your cart any more.")
        cart.lines.filter(variant_id=variant_id).delete()
        Cart.objects.filter(pk=cart.pk).update(changed_at=now)
