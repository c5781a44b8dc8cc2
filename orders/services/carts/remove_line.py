"""Take something out of the cart."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import CartRefused
from orders.models import Cart
from orders.services.carts.changing import changed


def remove_line(*, token: UUID | None, variant_id: int, now: datetime) -> str:
    """Remove the line of a variant, put aside or not. Returns what to tell the shopper, also when it was gone already.

    CartRefused once the cart is ordered.
    """
    with transaction.atomic():
        cart = Cart.objects.lock(token)
        if cart is None or not cart.is_open:
            raise CartRefused("This is not in your cart any more.")
        cart.lines.filter(variant_id=variant_id).delete()
        changed(cart, now=now)
    return "It is out of your cart."
