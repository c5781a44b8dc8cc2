"""Put what an order had into the cart once more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from orders.errors import CartRefused, OrderNotFound
from orders.models import CartLine, Order
from orders.queries.carts.cart import find_cart_of, is_open
from orders.services.carts.add_to_cart import add_to_cart


@dataclass(frozen=True)
class InCartAgain:
    """`token` is the cart's to go on with; `left_out` are what cannot be bought any more, as the order names it."""

    token: UUID | None
    left_out: tuple[str, ...]


def order_again(
    *, order_id: UUID, token: UUID | None, now: datetime, user: User | None = None
) -> InCartAgain:
    """Have the cart hold what the order with this public id had, at today's prices, as far as there is any.

    The cart is the open one with `token`, else the one `user` has, else a new one. What is in it already counts, so
    that a double click adds nothing. OrderNotFound.
    """
    left_out: list[str] = []
    with transaction.atomic():
        # Clicks that come together follow one after the other.
        order = Order.objects.select_for_update(no_key=True).filter(public_id=order_id).first()
        if order is None:
            raise OrderNotFound("There is no such order.")
        held = _held(token, user)
        for line in order.lines.order_by("position"):
            missing = line.quantity - held.get(line.variant_id, 0)
            if missing <= 0:
                continue
            try:
                added = add_to_cart(
                    token=token, variant_id=line.variant_id, quantity=missing, now=now, user=user
                )
            except CartRefused:
                left_out.append(f"{line.product_name} ({line.variant_name})")
            else:
                token = added.token
    return InCartAgain(token, tuple(left_out))


def _held(token: UUID | None, user: User | None) -> Mapping[int, int]:
    """Variant -> pieces to buy in the cart that is added to."""
    own = find_cart_of(user) if user else None
    cart = token if is_open(token) else own
    if cart is None:
        return {}
    return dict(CartLine.objects.to_buy().filter(cart__token=cart).values_list("variant_id", "quantity"))
