"""Orders as programs of a merchant see them: that merchant's lines, and what those come to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.postal.address import PostalAddress
from catalog.money import Money
from orders.models import Order, OrderEvent, OrderLine
from orders.pricing.bill import TaxShare
from orders.queries.buying.order import address_lines
from orders.queries.parcels.shipments import Shipment, read_shipments
from orders.queries.worth import worth_of
from orders.states import FulfilmentState, OrderState, PaymentState


@dataclass(frozen=True)
class OwnLine:
    """A line of the merchant's, by a number of its own. `total` is what its buyer paid for it, `tax` the part of that
    which is tax."""

    id: int
    variant_id: int
    sku: str
    product_name: str
    variant_name: str
    quantity: int
    unit: Money
    total: Money
    tax: TaxShare
    shipped_quantity: int
    returned_quantity: int
    left_to_ship: int


@dataclass(frozen=True)
class OwnOrder:
    """A merchant's part of an order, which has the order's number. `total` is of these lines, without shipping.

    is_disputed: whether the buyer's bank is deciding about the payment, so that nothing may be shipped.
    shipments, updated_at: the merchant's own, and when something last happened to the order, where they were asked for.
    """

    number: int
    placed_at: datetime
    order_state: OrderState
    payment_state: PaymentState
    is_disputed: bool
    email: str
    address: tuple[str, ...]
    shipping_address: PostalAddress
    shipping_method: str
    lines: tuple[OwnLine, ...]
    total: Money
    shipments: tuple[Shipment, ...] = ()
    updated_at: datetime | None = None

    @property
    def fulfilment_state(self) -> FulfilmentState:
        """Of these lines, whatever others have sent."""
        if not any(line.shipped_quantity for line in self.lines):
            return FulfilmentState.UNFULFILLED
        is_open = any(line.left_to_ship for line in self.lines)
        return FulfilmentState.PARTLY_FULFILLED if is_open else FulfilmentState.FULFILLED


def orders_with_lines_of(merchant_id: int) -> QuerySet[Order]:
    """Orders of which a part is the merchant's, the newest first; `changed_at` is when something last happened to each."""
    own = OrderLine.objects.filter(merchant=merchant_id)
    story = OrderEvent.objects.filter(order=OuterRef("pk")).order_by("-happened_at")
    return (
        Order.objects.filter(Exists(own.filter(order=OuterRef("pk"))))
        .annotate(changed_at=Coalesce(Subquery(story.values("happened_at")[:1]), F("placed_at")))
        .prefetch_related(Prefetch("lines", queryset=own, to_attr="own_lines"))
        .order_by("-number")
    )


def shipped_like(orders: QuerySet[Order], state: FulfilmentState, merchant_id: int) -> QuerySet[Order]:
    """Those of which the merchant's part is in this state."""
    own = OrderLine.objects.filter(merchant=merchant_id, order=OuterRef("pk"))
    is_begun = Exists(own.filter(fulfilled_quantity__gt=0))
    if state == FulfilmentState.UNFULFILLED:
        return orders.exclude(is_begun)
    is_open = Exists(own.to_ship())
    return orders.filter(is_begun, is_open if state == FulfilmentState.PARTLY_FULFILLED else ~is_open)


def changed_since(orders: QuerySet[Order], instant: datetime) -> QuerySet[Order]:
    """Those to which something has happened from then on."""
    happened = OrderEvent.objects.filter(order=OuterRef("pk"), happened_at__gte=instant)
    return orders.filter(Exists(happened))


def own_part(order: Order, lines: Iterable[OrderLine]) -> OwnOrder:
    """The part of the order that these lines of one merchant are."""
    told = tuple(_own_line(line, order) for line in lines)
    return OwnOrder(
        number=order.number,
        placed_at=order.placed_at,
        order_state=OrderState(order.order_state),
        payment_state=PaymentState(order.payment_state),
        is_disputed=order.is_disputed,
        email=order.email,
        address=address_lines(order.shipping_address),
        shipping_address=PostalAddress(**order.shipping_address),
        shipping_method=order.shipping_method,
        lines=told,
        total=sum((line.total for line in told), start=Money(0, order.currency)),
    )


def with_shipments(part: OwnOrder, order: Order, merchant_id: int) -> OwnOrder:
    """The part with the shipments that the merchant has sent: two queries."""
    return replace(part, shipments=read_shipments(order.fulfilments.filter(merchant=merchant_id)))


def _own_line(line: OrderLine, order: Order) -> OwnLine:
    return OwnLine(
        id=line.pk,
        variant_id=line.variant_id,
        sku=line.sku,
        product_name=line.product_name,
        variant_name=line.variant_name,
        quantity=line.quantity,
        unit=Money(line.unit_minor, order.currency),
        total=Money(worth_of(line, order), order.currency),
        tax=TaxShare(line.tax_rate, Money(line.tax_minor, order.currency)),
        shipped_quantity=line.fulfilled_quantity,
        returned_quantity=line.returned_quantity,
        left_to_ship=line.left_to_ship,
    )
