"""What pieces of a merchant's lines come to, for programs that say which of them go back and not how much."""

from collections.abc import Mapping

from accounts.models import Merchant
from catalog.money import Money
from orders.errors import RefundRefused
from orders.models import Order, OrderLine
from orders.queries.selling.merchant_lines import lines_of
from orders.queries.worth import worth_of, worth_of_pieces
from orders.services.refunds.lines import left_to_refund


def worth_of_lines(*, order: Order, merchant: Merchant, quantities: Mapping[int, int]) -> Money:
    """What the buyer paid for so many of each line, by primary key, less what is about to go back of them or has gone.

    Locks the order until the transaction ends, so that it still is so much when it is asked for. RefundRefused, with the
    `line`, when one is not the merchant's or not so many of it are left.
    """
    Order.objects.select_for_update().get(pk=order.pk)
    lines = {line.pk: line for line in lines_of(merchant).filter(order=order, pk__in=quantities)}
    left = left_to_refund(list(lines.values()))
    for line_id, quantity in quantities.items():
        if line_id not in lines:
            raise RefundRefused("One of these lines is not of this order, or not yours.", line=line_id)
        if quantity > left[line_id]:
            sentence = f"Of {lines[line_id].name} {left[line_id]} can still be refunded."
            raise RefundRefused(sentence, line=line_id)
    minor = sum(
        _worth(lines[line_id], order, quantity, left[line_id]) for line_id, quantity in quantities.items()
    )
    return Money(minor, order.currency)


def _worth(line: OrderLine, order: Order, pieces: int, left: int) -> int:
    return worth_of_pieces(worth_of(line, order), line.quantity, pieces, after=line.quantity - left)
