"""Take what was put aside into the next cart, once the rest was ordered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from orders.models import Cart, CartLine
from orders.models.carts import CartLineQuerySet
from orders.services.carts.changing import changed
from orders.services.carts.merge_carts import pour
from orders.states import CartState


def carry_on(
    *, token: UUID | None, now: datetime, into: UUID | None = None, user: User | None = None
) -> UUID | None:
    """Move what was put aside in the ordered cart with `token` into an open one; returns the token to go on with.

    That cart is the one with the token `into`, else the one `user` has, else a new one. Where the cart is still open,
    another person's, or nothing was put aside in it, nothing happens, so twice is once.
    """
    if token is None or not _left_aside(token).exists():
        return into or token
    with transaction.atomic():
        if user is not None:
            # What one person does to have a cart follows one after the other.
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
        ordered = Cart.objects.lock(token)
        left = list(_left_aside(token))
        if ordered is None or not left or ordered.user_id not in {None, user.pk if user else ordered.user_id}:
            return into or token
        target = _lock_open(into, user)
        if target is None:
            target = Cart.objects.create(user=user, currency=ordered.currency, created_at=now, changed_at=now)
        if target.currency == ordered.currency:
            pour(left, target)
            _left_aside(token).delete()
            changed(target, now=now)
    return target.token


def _left_aside(token: UUID) -> CartLineQuerySet:
    return CartLine.objects.put_aside().filter(cart__token=token, cart__state=CartState.ORDERED)


def _lock_open(token: UUID | None, user: User | None) -> Cart | None:
    carts = Cart.objects.open().select_for_update()
    if token is not None:
        return carts.filter(token=token).first()
    return carts.filter(user=user).first() if user else None
