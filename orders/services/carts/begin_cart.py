"""Begin a cart with several things at once, as programs do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from orders.models import Cart
from orders.queries.carts.cart import cart_view
from orders.queries.carts.held import HeldCart
from orders.queries.carts.lines import PricedLine
from orders.queries.carts.offers import Offer
from orders.queries.carts.wares import read_wares
from orders.services.carts.begin_at_once import Wanted, begin_at_once
from orders.services.carts.quantities import (
    as_many_as_there_are,
    require_offer,
    require_quantity,
    require_room,
)
from orders.services.carts.write_line import write_cart


def begin_cart(*, wanted: Sequence[Wanted], now: datetime) -> HeldCart:
    """A new cart with these, at least one, as its owner sees it; what is named twice counts together.

    It holds what is left of something when that is less. CartRefused, and no cart, when one of them is not offered or
    sold out, a quantity is absurd, or they are too many. No badge is told of it: no browser opens a program's cart.
    """
    return begin_at_once(wanted=wanted, now=now) or _begin_with_care(wanted, now)


def _begin_with_care(wanted: Sequence[Wanted], now: datetime) -> HeldCart:
    """Read first and write then: several things, or one that is refused, and why."""
    wares = read_wares({variant_id for variant_id, _ in wanted}, settings.SHOP_CURRENCY)
    kept: dict[int, tuple[Offer, int]] = {}
    for variant_id, quantity in wanted:
        require_quantity(quantity)
        offer = require_offer(_offer_of(wares.lines.get(variant_id)))
        if variant_id not in kept:
            require_room(len(kept))
        held = kept[variant_id][1] if variant_id in kept else 0
        kept[variant_id] = (offer, as_many_as_there_are(held + quantity, available=offer.available))
    cart = Cart(currency=settings.SHOP_CURRENCY, created_at=now, changed_at=now)
    # One statement, so one transaction.
    write_cart(cart, list(kept.values()))
    lines = [
        replace(wares.lines[offer.variant_id], quantity=quantity, seen_price=offer.price)
        for offer, quantity in kept.values()
    ]
    return HeldCart(cart, cart_view(cart.currency, lines, wares.methods))


def _offer_of(line: PricedLine | None) -> Offer | None:
    if line is None or line.price is None:
        return None
    return Offer(line.variant_id, line.name, line.price, line.available)
