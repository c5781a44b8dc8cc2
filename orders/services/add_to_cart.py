"""Put something into the cart."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from orders.errors import CartRefused
from orders.models import MAX_LINES, MAX_QUANTITY, Cart, CartLine
from orders.queries.cart import count_items
from orders.queries.offers import Offer, find_offer
from orders.services.quantities import as_many_as_there_are, require_quantity


@dataclass(frozen=True)
class AddedToCart:
    """`token` is the cart's, new when the caller's was none or ordered; `message` says what happened."""

    token: UUID
    count: int
    message: str


def add_to_cart(*, token: UUID | None, variant_id: int, quantity: int, now: datetime) -> AddedToCart:
    """Add `quantity` of a variant to the open cart with `token`, or to a new one.

    Adds what is left when that is less, and says so. CartRefused, and nothing changed, when the variant is
    not offered or sold out, the quantity is absurd, or the cart is full.
    """
    require_quantity(quantity)
    with transaction.atomic():
        cart = Cart.objects.lock(token)
        if cart is not None and not cart.is_open:
            cart = None
        offer = _require_offer(variant_id, cart.currency if cart else settings.SHOP_CURRENCY)
        line = cart.lines.filter(variant_id=variant_id).first() if cart else None
        if cart is not None and line is None and cart.lines.count() >= MAX_LINES:
            raise CartRefused(f"A cart holds at most {MAX_LINES} different things.")
        wanted = quantity + (line.quantity if line else 0)
        kept = as_many_as_there_are(wanted, available=offer.available)
        cart = cart or Cart.objects.create(currency=offer.price.currency, created_at=now)
        CartLine.objects.update_or_create(
            cart=cart,
            variant_id=variant_id,
            defaults={"quantity": kept, "seen_price_minor": offer.price.minor},
            create_defaults={"quantity": kept, "seen_price_minor": offer.price.minor, "added_at": now},
        )
        Cart.objects.filter(pk=cart.pk).update(changed_at=now)
    return AddedToCart(token=cart.token, count=count_items(cart.token), message=_said(offer, wanted, kept))


def _require_offer(variant_id: int, currency: str) -> Offer:
    offer = find_offer(variant_id, currency)
    if offer is None:
        raise CartRefused("This is not sold here any more.")
    if offer.available == 0:
        raise CartRefused(f"{offer.name} is sold out.")
    return offer


def _said(offer: Offer, wanted: int, kept: int) -> str:
    if kept == wanted:
        return f"{offer.name} is in your cart."
    if kept == MAX_QUANTITY:
        return f"Your cart now has {kept} of {offer.name}: no more than that in one order."
    return f"Only {kept} of {offer.name} left: your cart now has {'it' if kept == 1 else 'all of them'}."
