"""What of an order is whose: what each of its merchants' invoices comes to, which is also the most that they can give back."""

from dataclasses import dataclass

from django.db.models import Sum

from orders.models import Order
from orders.pricing.amounts import spread
from orders.queries.worth import WORTH


@dataclass(frozen=True)
class Part:
    """A merchant's lines and their share of what belongs to the whole order, in minor units.

    worth_minor: what the buyer paid for the lines. shipping_minor and shipping_tax_minor: shares of what the order has under
    these names; the tax is on top of shipping where `is_tax_on_top`, and within it otherwise.
    """

    worth_minor: int
    shipping_minor: int
    shipping_tax_minor: int
    is_tax_on_top: bool

    @property
    def sending_minor(self) -> int:
        """What the buyer paid for sending, with tax."""
        return self.shipping_minor + (self.shipping_tax_minor if self.is_tax_on_top else 0)

    @property
    def total_minor(self) -> int:
        return self.worth_minor + self.sending_minor


def parts_of(order: Order) -> dict[int, Part]:
    """By merchant's primary key, in that order; together they come to the order's total. One query.

    Shipping and the tax on it are shared out by what each merchant's goods cost, before discounts.
    """
    by_merchant = order.lines.order_by("merchant").values_list("merchant")
    sums = list(by_merchant.annotate(Sum("total_minor"), worth=Sum(WORTH)))
    goods = [cost for _, cost, _ in sums]
    shipping, taxes = spread(order.shipping_minor, goods), spread(order.shipping_tax_minor, goods)
    return {
        merchant_id: Part(worth, shipping[position], taxes[position], not order.prices_include_tax)
        for position, (merchant_id, _, worth) in enumerate(sums)
    }
