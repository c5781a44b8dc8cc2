"""Which lines of an order a refund gives back, and how much of it falls to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from orders.errors import RefundRefused
from orders.models import Order, OrderLine, RefundLine
from orders.queries.worth import worth_of, worth_of_pieces
from orders.services.refunds.shares import share_out
from orders.states import RefundState


@dataclass(frozen=True)
class LineShare:
    """So many of a line, and what of the refund they come to in minor units."""

    line: OrderLine
    quantity: int
    amount_minor: int


def shares_of(
    order: Order, lines: Sequence[OrderLine], quantities: Mapping[int, int], amount_minor: int
) -> list[LineShare]:
    """The lines named by `quantities` (primary key to number), each with its part of the amount.

    What exceeds the price of those lines is shipping, which belongs to none. RefundRefused for a line that is not
    among `lines`, or when more of one is given back than was bought. The order's row is locked.
    """
    known = {line.pk: line for line in lines}
    if set(quantities) - set(known):
        raise RefundRefused("One of these lines is not of this order, or not yours.")
    chosen = [known[pk] for pk in sorted(quantities)]
    given_back = _quantities_given_back(chosen)
    for line in chosen:
        left = line.quantity - given_back.get(line.pk, 0)
        if not 1 <= quantities[line.pk] <= left:
            raise RefundRefused(f"Of {line.name} {left} can still be refunded.")
    worths = [
        worth_of_pieces(
            worth_of(line, order), line.quantity, quantities[line.pk], after=given_back.get(line.pk, 0)
        )
        for line in chosen
    ]
    amounts = share_out(min(amount_minor, sum(worths)), worths)
    return [
        LineShare(line, quantities[line.pk], amount) for line, amount in zip(chosen, amounts, strict=True)
    ]


def _quantities_given_back(lines: Sequence[OrderLine]) -> dict[int, int]:
    rows = RefundLine.objects.filter(line__in=lines).exclude(refund__state=RefundState.FAILED)
    return dict(rows.order_by().values_list("line_id").annotate(Sum("quantity")))
