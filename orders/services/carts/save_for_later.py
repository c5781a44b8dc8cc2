"""Put something aside for later, and take it up again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import CartRefused
from orders.models import Cart, CartLine
from orders.queries.carts.offers import find_offer
from orders.services.carts.changing import changed
from orders.services.carts.quantities import as_many_as_there_are, require_room, require_room_for_later

GONE = "This is not in your cart any more."


def save_for_later(*, token: UUID | None, variant_id: int, now: datetime) -> str:
    """Put the line of a variant aside: it is neither counted nor ordered. Returns what to tell the shopper.

    Putting it aside twice is putting it aside. CartRefused, and nothing changed, when the cart is ordered, the line is
    gone, or enough is put aside already.
    """
    with transaction.atomic():
        cart, line = _require_line(token, variant_id)
        if line.saved_at is None:
            require_room_for_later(cart)
            cart.lines.filter(pk=line.pk).update(saved_at=now)
            changed(cart, now=now)
    return "It is put aside for later."


def move_to_cart(*, token: UUID | None, variant_id: int, now: datetime) -> str:
    """Take up again what was put aside, as many as are left; its price counts as seen. Returns what to tell the shopper.

    CartRefused, and nothing changed, when the cart is ordered or full, the line is gone, or the variant is not offered
    or sold out.
    """
    with transaction.atomic():
        cart, line = _require_line(token, variant_id)
        offer = find_offer(variant_id, cart.currency)
        if offer is None or offer.available == 0:
            raise CartRefused("This cannot be bought at the moment. It stays put aside.")
        if line.saved_at is not None:
            require_room(cart.lines.to_buy().count())
            kept = as_many_as_there_are(line.quantity, available=offer.available)
            cart.lines.filter(pk=line.pk).update(
                saved_at=None, quantity=kept, seen_price_minor=offer.price.minor, added_at=now
            )
            changed(cart, now=now)
    return f"{offer.name} is in your cart."


def _require_line(token: UUID | None, variant_id: int) -> tuple[Cart, CartLine]:
    cart = Cart.objects.lock(token)
    line = cart.lines.filter(variant_id=variant_id).first() if cart and cart.is_open else None
    if cart is None or line is None:
        raise CartRefused(GONE)
    return cart, line
