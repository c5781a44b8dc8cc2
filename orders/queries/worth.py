"""What a line of an order is worth: what its buyer paid for it, without shipping."""

from django.db.models import Case, F, Value, When

from orders.models import Order, OrderLine

# In minor units, of rows of order lines: without what was taken off, with tax that came on top of the price.
WORTH = (
    F("total_minor")
    - F("discount_minor")
    + Case(When(order__prices_include_tax=False, then=F("tax_minor")), default=Value(0))
)


def worth_of(line: OrderLine, order: Order) -> int:
    """WORTH of a line of this order that was read already."""
    added = 0 if order.prices_include_tax else line.tax_minor
    return line.total_minor - line.discount_minor + added


def sent_and_unpaid(*, sent: int, refunded: int, kept: int) -> int:
    """Pieces of a line that had left and for which nothing has gone back or is about to.

    refunded: for which something has or is, kept: how many of those are not sent for it. The others are of what had left, as
    long as there is any.
    """
    return max(sent - (refunded - kept), 0)


def worth_of_pieces(worth: int, quantity: int, pieces: int, *, after: int = 0) -> int:
    """What so many pieces come to of a line of `quantity` pieces, once `after` others were reckoned.

    In minor units, rounded down; however a line is divided, its pieces one after the other come to its worth.
    """
    return worth * (after + pieces) // quantity - worth * after // quantity
