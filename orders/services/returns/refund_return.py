"""Give back the money for what came back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from catalog.money import Money
from orders.errors import OrderNotFound, RefundRefused
from orders.models import Order, Refund, Return
from orders.queries.selling.merchant_lines import Seller, returns_of
from orders.services.refunds.lines import left_to_pay_back
from orders.services.refunds.request_refund import request_refund
from orders.states import RefundReason, RefundState, ReturnState


def refund_return(*, return_id: UUID, actor: Seller, amount: Money, now: datetime) -> Refund:
    """Have `amount` go back for a return that was received, once: asked again, the first refund is the answer.

    It counts for those pieces of which nothing went back before. One that failed may be asked for anew. OrderNotFound
    when the return is not the actor's; RefundRefused when it was not received, everything in it was refunded before, it is
    refunded with another amount, or there is not so much left.
    """
    with transaction.atomic():
        returned = returns_of(actor).filter(public_id=return_id).select_related("order").first()
        if returned is None:
            raise OrderNotFound("There is no such return.")
        order = Order.objects.select_for_update().get(pk=returned.order_id)
        if returned.state != ReturnState.RECEIVED:
            raise RefundRefused("This return was not received, so there is nothing to give back for it.")
        before = returned.refunds.exclude(state=RefundState.FAILED).first()
        if before is not None:
            if before.amount != amount:
                raise RefundRefused(f"For this return {before.amount.format()} went back before.")
            return before
        return request_refund(
            order_id=order.public_id,
            actor=actor,
            amount=amount,
            reason=RefundReason.RETURN,
            lines=_unpaid_pieces(returned),
            returned=returned,
            now=now,
        )


def _unpaid_pieces(returned: Return) -> dict[int, int]:
    lines = list(returned.lines.select_related("line"))
    left = left_to_pay_back([each.line for each in lines])
    pieces = {each.line_id: min(each.quantity, left[each.line_id]) for each in lines}
    unpaid = {line_id: quantity for line_id, quantity in pieces.items() if quantity}
    if not unpaid:
        raise RefundRefused("Everything in this return was refunded before.")
    return unpaid
