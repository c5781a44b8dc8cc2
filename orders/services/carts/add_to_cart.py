"""Put something into the cart."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from orders.models import MAX_QUANTITY, Cart
from orders.queries.carts.additions import Additions, KnownLine, lock_and_read
from orders.queries.carts.cart import find_cart_of
from orders.queries.carts.offers import Offer
from orders.services.carts.changing import note_change
from orders.services.carts.quantities import (
    as_many_as_there_are,
    require_offer,
    require_quantity,
    require_room,
)
from orders.services.carts.write_line import write_line


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
        facts = _locked(token, user, variant_id)
        offer = require_offer(facts.offer)
        line = facts.lines.get(variant_id)
        is_counted = line is not None and not line.is_saved
        if not is_counted:
            require_room(sum(not known.is_saved for known in facts.lines.values()))
        wanted = quantity + (line.quantity if line and is_counted else 0)
        kept = as_many_as_there_are(wanted, available=offer.available)
        cart = facts.cart or Cart(user=user, currency=offer.price.currency, created_at=now)
        lines = {**facts.lines, variant_id: KnownLine(kept, is_saved=False)}
        count = sum(known.quantity for known in lines.values() if not known.is_saved)
        note_change(cart, now=now, count=count)
        write_line(cart, offer, kept)
    return AddedToCart(token=cart.token, count=count, message=_said(offer, wanted, kept))


def _locked(token: UUID | None, user: User | None, variant_id: int) -> Additions:
    """The open cart to add to, locked. People come one after the other, so that each has one cart at most."""
    if user is not None:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
    facts = lock_and_read(token, variant_id)
    own = find_cart_of(user) if user and not _can_be_filled(facts.cart, user) else None
    if own is not None:
        facts = lock_and_read(own, variant_id)
    if facts.cart is None or _can_be_filled(facts.cart, user):
        return facts
    return lock_and_read(None, variant_id)


def _can_be_filled(cart: Cart | None, user: User | None) -> bool:
    """Whether it is open and not another person's."""
    return cart is not None and cart.is_open and cart.user_id in {None, user.pk if user else cart.user_id}


def _said(offer: Offer, wanted: int, kept: int) -> str:
    if kept == wanted:
        return f"{offer.name} is in your cart."
    if kept == MAX_QUANTITY:
        return f"Your cart now has {kept} of {offer.name}: no more than that in one order."
    return f"Only {kept} of {offer.name} left: your cart now has {'it' if kept == 1 else 'all of them'}."
