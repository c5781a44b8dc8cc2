"""Which lines of an order a refund gives back, how much of it falls to each, and what is not sent any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from orders.errors import RefundRefused
from orders.models import Order, OrderLine, RefundLine
from orders.queries.worth import sent_and_unpaid, worth_of, worth_of_pieces
from orders.services.refunds.shares import share_out
from orders.states import RefundReason, RefundState

# Of what is broken or came back, the pieces that left are meant; others only when more are named than had left.
_OF_WHAT_LEFT = (RefundReason.RETURN, RefundReason.DAMAGED)


@dataclass(frozen=True)
class LineShare:
    """So many of a line, and what of the refund they come to in minor units.

    withdrawn: how many of them are not sent any more; newly_withdrawn: those that an earlier refund, which failed, has not
    kept here already.
    """

    line: OrderLine
    quantity: int
    amount_minor: int
    withdrawn: int = 0
    newly_withdrawn: int = 0


@dataclass(frozen=True)
class _GivenBack:
    """Pieces of a line whose money went back or is about to, and how many of them were not sent for it."""

    quantity: int = 0
    withdrawn: int = 0


def shares_of(
    order: Order,
    lines: Sequence[OrderLine],
    quantities: Mapping[int, int],
    amount_minor: int,
    reason: RefundReason,
) -> list[LineShare]:
    """The lines named by `quantities` (primary key to number), each with its part of the amount.

    What exceeds the price of those lines is shipping, which belongs to none. RefundRefused for a line that is not
    among `lines`, or when more of one is given back than was bought. The order's row is locked.
    """
    known = {line.pk: line for line in lines}
    if set(quantities) - set(known):
        raise RefundRefused("One of these lines is not of this order, or not yours.")
    before = _given_back([known[pk] for pk in quantities])
    chosen = [(known[pk], quantities[pk], before.get(pk, _GivenBack())) for pk in sorted(quantities)]
    for line, quantity, given in chosen:
        left = line.quantity - given.quantity
        if not 1 <= quantity <= left:
            raise RefundRefused(f"Of {line.name} {left} can still be refunded.")
    worths = [
        worth_of_pieces(worth_of(line, order), line.quantity, quantity, after=given.quantity)
        for line, quantity, given in chosen
    ]
    amounts = share_out(min(amount_minor, sum(worths)), worths)
    return [
        LineShare(line, quantity, amount, *_withdrawn(line, quantity, given, reason))
        for (line, quantity, given), amount in zip(chosen, amounts, strict=True)
    ]


def left_to_refund(lines: Sequence[OrderLine]) -> dict[int, int]:
    """Pieces of which the money has neither gone back nor is about to, by order line."""
    given = _given_back(lines)
    return {line.pk: line.quantity - given.get(line.pk, _GivenBack()).quantity for line in lines}


def left_to_pay_back(lines: Sequence[OrderLine]) -> dict[int, int]:
    """Pieces that had left and for which nothing has gone back or is about to, by order line."""
    given = _given_back(lines)
    return {line.pk: _sent_and_unpaid(line, given.get(line.pk, _GivenBack())) for line in lines}


def _sent_and_unpaid(line: OrderLine, given: _GivenBack) -> int:
    return sent_and_unpaid(sent=line.fulfilled_quantity, refunded=given.quantity, kept=given.withdrawn)


def _withdrawn(line: OrderLine, quantity: int, given: _GivenBack, reason: RefundReason) -> tuple[int, int]:
    """How many of these pieces are not sent any more, and how many of those were still to be sent until now."""
    if reason == RefundReason.GOODWILL:
        return 0, 0
    kept_before = line.withdrawn_quantity - given.withdrawn
    staying = quantity - _sent_and_unpaid(line, given) if reason in _OF_WHAT_LEFT else quantity
    withdrawn = max(min(staying, line.left_to_ship + kept_before), 0)
    return withdrawn, max(withdrawn - kept_before, 0)


def _given_back(lines: Sequence[OrderLine]) -> dict[int, _GivenBack]:
    rows = RefundLine.objects.filter(line__in=lines).exclude(refund__state=RefundState.FAILED)
    sums = rows.order_by().values_list("line_id").annotate(Sum("quantity"), Sum("withdrawn_quantity"))
    return {line_id: _GivenBack(*counts) for line_id, *counts in sums}
