"""Which carts have become orders, and whether those still wait for their payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orders.models import Order
from orders.states import OrderState


@dataclass(frozen=True)
class Waiting:
    """An order as far as it keeps stock: one that is not paid does until about `pay_until`."""

    is_unpaid: bool
    pay_until: datetime


def orders_of_carts(cart_tokens: Sequence[UUID]) -> dict[UUID, Waiting]:
    """By the token of the cart that was ordered; nothing for one that was not."""
    rows = Order.objects.filter(cart__token__in=cart_tokens).order_by()
    return {
        token: Waiting(state == OrderState.PLACED, pay_until)
        for token, state, pay_until in rows.values_list("cart__token", "order_state", "pay_until")
    }
