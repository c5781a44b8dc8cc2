"""What follows from every change of a cart: when it was, one more version, and the number on the badge."""

from datetime import datetime
from functools import partial

from django.db import transaction

from orders.models import Cart
from orders.queries.carts.badge import count_lines, keep_count
from orders.states import CartState


def changed(cart: Cart, *, now: datetime) -> int:
    """Write down that this cart, whose row is locked, was changed; how many things it holds now."""
    count = count_lines(cart)
    note_change(cart, now=now, count=count)
    Cart.objects.filter(pk=cart.pk).update(version=cart.version, changed_at=now)
    return count


def closed(cart: Cart, *, now: datetime) -> None:
    """Note on this cart that it is ordered: it never changes again, and counts nothing.

    `write_order` writes it down, together with the order, and `tell_badge` is for whoever calls as well.
    """
    cart.state = CartState.ORDERED
    cart.version += 1
    cart.changed_at = now


def note_change(cart: Cart, *, now: datetime, count: int) -> None:
    """Note on this cart, whose row is locked, that it was changed and holds so many things; whoever calls writes it down."""
    cart.version += 1
    cart.changed_at = now
    tell_badge(cart, count=count)


def tell_badge(cart: Cart, *, count: int) -> None:
    """What it holds now. The badge learns of it after the commit: nobody sees the number of a change that is undone.

    It never learned of a cart that is ordered as it was begun.
    """
    if cart.is_open or cart.version > 1:
        transaction.on_commit(partial(keep_count, cart.token, version=cart.version, count=count))
