"""What of an order is whose: what each of its merchants' invoices comes to, which is also the most that they can give back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Min, Sum

from orders.models import Order, OrderLine
from orders.pricing.amounts import spread
from orders.queries.worth import WORTH


@dataclass(frozen=True)
class Part:
    """A merchant's lines and their share of what belongs to the whole order, in minor units.

    worth_minor: what the buyer paid for the lines. shipping_minor and shipping_tax_minor: shares of what the order has under
    these names; the tax is on top of shipping where `is_tax_on_top`, and within it otherwise. first_position: of the first
    of the lines.
    """

    worth_minor: int
    shipping_minor: int
    shipping_tax_minor: int
    is_tax_on_top: bool
    first_position: int

    @property
    def sending_minor(self) -> int:
        """What the buyer paid for sending, with tax."""
        return self.shipping_minor + (self.shipping_tax_minor if self.is_tax_on_top else 0)

    @property
    def total_minor(self) -> int:
        return self.worth_minor + self.sending_minor


def parts_of(order: Order) -> dict[int, Part]:
    """By merchant's primary key, in that order; together they come to the order's total. One query."""
    return parts_by_order([order])[order.pk]


def parts_by_order(orders: Iterable[Order]) -> dict[int, dict[int, Part]]:
    """As `parts_of`, by each order's primary key; one query for all."""
    known = {order.pk: order for order in orders}
    by_merchant = OrderLine.objects.filter(order__in=known).order_by("order_id", "merchant_id")
    sums = by_merchant.values_list("order", "merchant").annotate(
        Sum("total_minor"), worth=Sum(WORTH), first=Min("position")
    )
    parts: dict[int, dict[int, Part]] = {order_id: {} for order_id in known}
    for order_id, rows in groupby(sums, key=itemgetter(0)):
        parts[order_id] = _shared_out(known[order_id], [_Sums(*row[1:]) for row in rows])
    return parts


class _Sums(NamedTuple):
    merchant_id: int
    cost: int
    worth: int
    first_position: int


def _shared_out(order: Order, sums: Sequence[_Sums]) -> dict[int, Part]:
    """Shipping and the tax on it go by what each merchant's goods cost, before discounts."""
    costs = [one.cost for one in sums]
    shipping, taxes = spread(order.shipping_minor, costs), spread(order.shipping_tax_minor, costs)
    return {
        one.merchant_id: Part(
            one.worth, shipping[place], taxes[place], not order.prices_include_tax, one.first_position
        )
        for place, one in enumerate(sums)
    }
