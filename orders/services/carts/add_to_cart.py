"""Put something into the cart."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from orders.errors import CartRefused
from orders.models import MAX_QUANTITY, Cart, CartLine
from orders.queries.carts.offers import Offer, find_offer
from orders.services.carts.changing import changed
from orders.services.carts.quantities import as_many_as_there_are, require_quantity, require_room


@dataclass(frozen=True)
class AddedToCart:
    """`token` is the cart's, new when the caller's was none or ordered; `message` says what happened."""

    token: UUID
    count: int
    message: str


def add_to_cart(
    *, token: UUID | None, variant_id: int, quantity: int, now: datetime, user: User | None = None
) -> AddedToCart:
    """Add `quantity` of a variant to the open cart with `token`, else to the one `user` has, else to a new one.

    Adds what is left when that is less, and says so; what was put aside is taken up again. CartRefused, and nothing
    changed, when the variant is not offered or sold out, the quantity is absurd, or the cart is full.
    """
    require_quantity(quantity)
    with transaction.atomic():
        cart = _lock_cart(token, user)
        offer = _require_offer(variant_id, cart.currency if cart else settings.SHOP_CURRENCY)
        line = cart.lines.filter(variant_id=variant_id).first() if cart else None
        is_counted = line is not None and line.saved_at is None
        if cart is not None and not is_counted:
            require_room(cart)
        wanted = quantity + (line.quantity if line and is_counted else 0)
        kept = as_many_as_there_are(wanted, available=offer.available)
        cart = cart or Cart.objects.create(user=user, currency=offer.price.currency, created_at=now)
        facts = {"quantity": kept, "seen_price_minor": offer.price.minor, "saved_at": None}
        if line is None:
            CartLine.objects.create(cart=cart, variant_id=variant_id, added_at=now, **facts)
        else:
            cart.lines.filter(pk=line.pk).update(**facts)
        count = changed(cart, now=now)
    return AddedToCart(token=cart.token, count=count, message=_said(offer, wanted, kept))


def _lock_cart(token: UUID | None, user: User | None) -> Cart | None:
    """The open cart to add to, locked. People come one after the other, so that each has one cart at most."""
    if user is not None:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
    cart = Cart.objects.lock(token)
    if cart is not None and cart.is_open and cart.user_id in {None, user.pk if user else cart.user_id}:
        return cart
    return Cart.objects.open().select_for_update().filter(user=user).first() if user else None


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
