"""Give a buyer money back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Merchant
from catalog.money import Money
from orders.errors import OrderNotFound, RefundRefused
from orders.models import Order, OrderLine, Payment, Refund, Return
from orders.queries.selling.merchant_lines import Seller, lines_of, person
from orders.queries.selling.money.captures import capture_under_way, paying
from orders.services.refunds.lines import LineShare, shares_of
from orders.services.refunds.reserve import Wanted, reserve
from orders.services.refunds.withdraw import withdraw
from orders.states import REASONS_PEOPLE_GIVE, PaymentState, RefundReason


def request_refund(  # noqa: PLR0913  # how much, of what, why and by whom belong to every refund
    *,
    order_id: UUID,
    actor: Seller,
    amount: Money,
    reason: RefundReason,
    now: datetime,
    note: str = "",
    lines: Mapping[int, int] | None = None,
    written_off: Collection[int] = (),
    returned: Return | None = None,
    refund_key: UUID | None = None,
) -> Refund:
    """Have `amount` of the order with this public id go back to its buyer; a worker then asks the provider.

    lines: how many of which order lines (by primary key) it is for. What of them has not left the house stays, unless the
    reason is goodwill, and is sold again, unless the line is among those `written_off`. returned: what came back, where it is paid for.
    refund_key: the caller's name for this wish; asked again under it there is one refund. Merchants give back at most
    what their invoice comes to, superusers all of the order. OrderNotFound when none of it is the actor's; RefundRefused
    when it is not paid or is disputed, there is not so much left, or the key was used for another wish.
    """
    _require_sense(amount, reason)
    with transaction.atomic():
        order, own = _locked(order_id, actor)
        repeated = _asked_before(order, refund_key, amount, lines)
        if repeated is not None:
            return repeated
        shares = shares_of(order, own, lines or {}, amount.minor, reason)
        wanted = Wanted(
            amount=amount,
            reason=reason,
            note=note,
            merchant=_whose(actor, own, shares, amount),
            shares=shares,
            returned=returned,
            refund_key=refund_key,
        )
        refund = reserve(_require_paid(order), wanted, now=now, by=person(actor))
        withdraw(order, shares, written_off=written_off)
    return refund


def _require_sense(amount: Money, reason: RefundReason) -> None:
    if reason not in REASONS_PEOPLE_GIVE:
        raise RefundRefused("Please choose why the money goes back.")
    if amount.minor < 1:
        raise RefundRefused("Please say how much goes back.")


def _locked(order_id: UUID, actor: Seller) -> tuple[Order, list[OrderLine]]:
    """The order and the actor's lines of it as they are now: nothing is sent or given back meanwhile."""
    order = Order.objects.select_for_update().filter(public_id=order_id).first()
    own = list(lines_of(actor).filter(order=order).select_related("merchant")) if order else []
    if order is None or not own:
        raise OrderNotFound("There is no such order.")
    return order, own


def _asked_before(
    order: Order, refund_key: UUID | None, amount: Money, lines: Mapping[int, int] | None
) -> Refund | None:
    if refund_key is None:
        return None
    refund = order.refunds.filter(refund_key=refund_key).first()
    if refund is None:
        return None
    same_lines = dict(refund.lines.values_list("line_id", "quantity")) == dict(lines or {})
    if refund.amount != amount or not same_lines:
        raise RefundRefused("Another refund was asked for under this key.")
    return refund


def _whose(
    actor: Seller, own: Sequence[OrderLine], shares: Sequence[LineShare], amount: Money
) -> Merchant | None:
    """Whose part goes back: of the lines that were named, otherwise of all that are the actor's.

    What whoever runs the shop gives back beyond lines is nobody's part.
    """
    if getattr(actor, "is_superuser", False):
        of_lines = {share.line.merchant for share in shares}
        is_all_theirs = len(of_lines) == 1 and sum(share.amount_minor for share in shares) == amount.minor
        return of_lines.pop() if is_all_theirs else None
    merchants = {line.merchant for line in ([share.line for share in shares] or own)}
    if len(merchants) > 1:
        raise RefundRefused("Please give back the lines of one merchant at a time.")
    return merchants.pop()


def _require_paid(order: Order) -> Payment:
    """What paid for it, or will: of what is only authorised so much less is captured."""
    if order.is_disputed:
        raise RefundRefused(
            f"The buyer's bank is deciding about the payment for order {order.number}, so nothing of it can go back now."
        )
    payment = paying(order)
    if payment is None:
        raise RefundRefused(f"Order {order.number} is not paid, or its money goes back already.")
    if payment.state == PaymentState.AUTHORISED and capture_under_way(payment):
        raise RefundRefused("The money is being captured at this moment. Please try again in a minute.")
    return payment
