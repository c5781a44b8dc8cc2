"""What books need of order lines besides the lines themselves: shipping, and what went back."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum

from orders.models import Order, OrderLine, Refund, RefundLine
from orders.queries.parts import Part, parts_by_order
from orders.states import REASONS_BESIDE_THE_ORDER, RefundState


@dataclass(frozen=True)
class Booked:
    """In minor units. What is of a merchant's part and of none of its lines stands beside its first line, so that sums over
    lines are right: shipping (with the tax that is in it) and what of refunds exceeds the lines that they name.
    """

    shipping_minor: int
    shipping_tax_minor: int
    refunded_minor: int
    refunded_besides_minor: int


def read_booked(lines: Collection[OrderLine], *, is_shop: bool) -> dict[int, Booked]:
    """By line, in three queries. is_shop: whether refunds that are nobody's part alone are told, beside an order's first line.

    Of refunds those count that were performed, of money that paid for the order. The lines know their orders.
    """
    orders = {line.order_id: line.order for line in lines}
    parts = parts_by_order(orders.values())
    of_lines, besides = _of_lines(lines), _besides(orders.values())
    return {
        line.pk: _booked(line, parts[line.order_id], of_lines.get(line.pk, 0), besides, is_shop=is_shop)
        for line in lines
    }


_Besides = Counter[tuple[int, int | None]]


def _booked(
    line: OrderLine, parts: dict[int, Part], refunded: int, besides: _Besides, *, is_shop: bool
) -> Booked:
    part, refunded_besides = parts[line.merchant_id], 0
    is_first_of_part = line.position == part.first_position
    if is_first_of_part:
        refunded_besides += besides[line.order_id, line.merchant_id]
    if is_shop and line.position == min(each.first_position for each in parts.values()):
        refunded_besides += besides[line.order_id, None]
    return Booked(
        shipping_minor=part.sending_minor if is_first_of_part else 0,
        shipping_tax_minor=part.shipping_tax_minor if is_first_of_part else 0,
        refunded_minor=refunded,
        refunded_besides_minor=refunded_besides,
    )


def _of_lines(lines: Iterable[OrderLine]) -> dict[int, int]:
    rows = RefundLine.objects.filter(line__in=lines, refund__state=RefundState.SUCCEEDED).order_by()
    rows = rows.exclude(refund__reason__in=REASONS_BESIDE_THE_ORDER)
    return dict(rows.values_list("line").annotate(Sum("amount_minor")))


def _besides(orders: Iterable[Order]) -> _Besides:
    """What of refunds is of none of the lines that they name, by order and merchant."""
    performed = Q(order__in=orders, state=RefundState.SUCCEEDED)
    rows = Refund.objects.filter(performed).exclude(reason__in=REASONS_BESIDE_THE_ORDER).order_by()
    of_lines = rows.annotate(of_lines=Sum("lines__amount_minor", default=0))
    besides: _Besides = Counter()
    for order_id, merchant_id, amount, named in of_lines.values_list(
        "order", "merchant", "amount_minor", "of_lines"
    ):
        besides[order_id, merchant_id] += amount - named
    return besides
