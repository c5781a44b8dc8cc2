"""Make a browser's cart the cart of the person who logged in with it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from orders.models import MAX_LINES, MAX_SAVED, Cart, CartLine
from orders.queries.carts.offers import available_now
from orders.services.carts.changing import changed
from orders.services.carts.quantities import as_many_as_there_are


def merge_carts(*, token: UUID | None, user: User, now: datetime) -> UUID | None:
    """Give the open cart with `token` to `user`; returns the token of the one open cart they have then, None for none.

    Where they have one already, the browser's lines go into it and the browser's cart is gone, so that doing it twice
    adds nothing. Quantities of the same variant are added up, as far as stock and the limit of a line allow; what a cart
    has no room for is put aside for later. The cart of somebody else is left alone.
    """
    with transaction.atomic():
        # What one person does to have a cart follows one after the other.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        own, found = _lock_both(token, user)
        if found is None or found.user_id is not None:
            return own.token if own else None
        if own is None:
            Cart.objects.filter(pk=found.pk).update(user=user)
            return found.token
        if own.currency == found.currency:
            pour(list(found.lines.all()), own)
            changed(own, now=now)
            found.delete()
    return own.token


def _lock_both(token: UUID | None, user: User) -> tuple[Cart | None, Cart | None]:
    """The person's open cart and the open one with this token, locked in primary-key order."""
    both = Cart.objects.open().filter(Q(user=user) | Q(token=token)).order_by("pk").select_for_update()
    carts = list(both)
    own = next((cart for cart in carts if cart.user_id == user.pk), None)
    return own, next((cart for cart in carts if cart.token == token), None)


def pour(coming: Sequence[CartLine], target: Cart) -> None:
    """Lines of another cart become lines of `target`, or are added to those of the same variant there; both carts' rows
    are locked."""
    there = {line.variant_id: line for line in target.lines.all()}
    left = available_now({line.variant_id for line in coming} & there.keys())
    shared = [line for line in coming if line.variant_id in there]
    for line in shared:
        _add_up(there[line.variant_id], line, left.get(line.variant_id, 0))
    moved = [line for line in coming if line.variant_id not in there]
    kept = _within_limits([*there.values(), *moved])
    for line in moved:
        line.cart = target
    CartLine.objects.bulk_update(kept, ["cart", "quantity", "saved_at"])
    target.lines.exclude(pk__in=[line.pk for line in kept]).delete()


def _add_up(line: CartLine, other: CartLine, available: int) -> None:
    """What one of the two means to buy is bought; where both are put aside, the larger wish stays so."""
    to_buy = [each.quantity for each in (line, other) if each.saved_at is None]
    wanted = sum(to_buy) or max(line.quantity, other.quantity)
    line.quantity = max(1, as_many_as_there_are(wanted, available=available))
    line.saved_at = None if to_buy else line.saved_at


def _within_limits(lines: Sequence[CartLine]) -> list[CartLine]:
    """The lines that stay. Those that were there first are bought, others put aside, and of these the newest stay."""
    to_buy = [line for line in lines if line.saved_at is None]
    for line in to_buy[MAX_LINES:]:
        line.saved_at = line.added_at
    saved = [line for line in lines if line.saved_at is not None]
    newest = sorted(saved, key=lambda line: line.saved_at or line.added_at, reverse=True)
    return to_buy[:MAX_LINES] + newest[:MAX_SAVED]
