"""Change how many of something are in the cart."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import CartRefused
from orders.models import Cart
from orders.queries.carts.offers import find_offer
from orders.services.carts.changing import changed
from orders.services.carts.quantities import as_many_as_there_are, require_quantity


def change_quantity(*, token: UUID | None, variant_id: int, quantity: int, now: datetime) -> str:
    """Set the quantity of a line; its price counts as seen from now on. Returns what to tell the shopper.

    Keeps what is left when that is less. CartRefused, and nothing changed, when the cart is ordered, the
    line is gone, the variant is not offered or sold out, or the quantity is absurd.
    """
    require_quantity(quantity)
    with transaction.atomic():
        cart = Cart.objects.lock(token)
        line = cart.lines.to_buy().filter(variant_id=variant_id).first() if cart and cart.is_open else None
        if cart is None or line is None:
            raise CartRefused("This is not in your cart any more.")
        offer = find_offer(variant_id, cart.currency)
        if offer is None or offer.available == 0:
            raise CartRefused("This cannot be bought any more. Please take it out of your cart.")
        kept = as_many_as_there_are(quantity, available=offer.available)
        cart.lines.filter(pk=line.pk).update(quantity=kept, seen_price_minor=offer.price.minor)
        changed(cart, now=now)
    if kept < quantity:
        return f"Only {kept} of {offer.name} left: your cart now has {kept}."
    return f"Your cart now has {kept} of {offer.name}."
