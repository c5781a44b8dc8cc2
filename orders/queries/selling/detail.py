"""One order as the people who ship it see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from accounts.tenancy import Actor
from catalog.money import Money
from orders.models import Fulfilment, Order, OrderLine
from orders.queries.buying.order import address_lines
from orders.queries.cancelling import may_be_cancelled
from orders.queries.parcels.returns import ReturnView, read_returns
from orders.queries.parcels.shipments import Shipment, read_shipments
from orders.queries.parts import parts_of
from orders.queries.posters import poster_url
from orders.queries.selling.merchant_lines import lines_of, returns_of
from orders.queries.selling.money.captures import CaptureView, paying, read_capture
from orders.queries.selling.money.held import HeldPayment, read_held
from orders.queries.selling.money.refunds import RefundsView, given_back_by_the_shop, read_refunds
from orders.queries.selling.story import Told, read_story
from orders.queries.selling.waiting import may_be_sent
from orders.queries.worth import sent_and_unpaid, worth_of, worth_of_pieces
from orders.states import FulfilmentState, OrderState, PaymentState, RefundState

# Of order lines: their pieces whose money went back or is about to.
_STANDING = ~Q(refund_lines__refund__state=RefundState.FAILED)
_REFUNDED = Sum("refund_lines__quantity", filter=_STANDING, default=0)
# And of those the ones that are not sent for it.
_KEPT = Sum("refund_lines__withdrawn_quantity", filter=_STANDING, default=0)
_BY_SHOP = Sum("refund_lines__amount_minor", filter=given_back_by_the_shop("refund_lines__"), default=0)


@dataclass(frozen=True)
class SoldLine:
    """A line of the actor's, with what became of its pieces. `total` is what its buyer paid for it."""

    line_id: int
    merchant_id: int
    merchant: str
    name: str
    sku: str
    poster_url: str
    quantity: int
    shipped: int
    # Pieces that are not sent, because their money goes back or never came.
    withdrawn: int
    left_to_ship: int
    left_to_return: int
    # Pieces whose money went back, or is about to; and how many of those are not sent for it.
    refunded: int
    kept: int
    unit: Money
    total: Money

    @property
    def left_to_refund(self) -> int:
        return self.quantity - self.refunded

    def worth_of(self, pieces: int) -> int:
        """What so many of those that are left to refund come to, in minor units."""
        return worth_of_pieces(self.total.minor, self.quantity, pieces, after=self.refunded)

    @property
    def is_to_ship(self) -> bool:
        """Whether all of it is still here, and is to leave."""
        return not self.shipped and not self.withdrawn

    @property
    def state(self) -> str:
        if self.shipped == self.quantity:
            return "Shipped"
        is_paid_back = self.refunded >= self.withdrawn
        if self.withdrawn == self.quantity:
            return "Refunded, not shipped" if is_paid_back else "Not shipped"
        if self.is_to_ship:
            return "To ship"
        how = "refunded and not shipped" if is_paid_back else "not shipped"
        kept = f", {self.withdrawn} {how}" if self.withdrawn else ""
        return f"{self.shipped} of {self.quantity} shipped{kept}"

    def worth_left(self, pieces: int) -> int:
        """As `worth_of`, of as many of them as had left and are not paid back."""
        unpaid = sent_and_unpaid(sent=self.shipped, refunded=self.refunded, kept=self.kept)
        return self.worth_of(min(pieces, unpaid))


@dataclass(frozen=True)
class SoldOrder:
    """What of an order the actor may see. `goods` is what their lines come to, `earned` what their invoice does, for whoever
    runs the shop the whole order; the difference is `shipping`, or their share of it. is_whole: nobody else sells in it.
    """

    order_id: UUID
    number: int
    email: str
    address: tuple[str, ...]
    shipping_method: str
    placed_at: datetime
    order_state: OrderState
    payment_state: PaymentState
    fulfilment_state: FulfilmentState
    can_be_shipped: bool
    is_disputed: bool
    # Whether there is a payment of which something can be taken or given back.
    is_funded: bool
    is_whole: bool
    lines: tuple[SoldLine, ...]
    shipments: tuple[Shipment, ...]
    returns: tuple[ReturnView, ...]
    story: tuple[Told, ...]
    refunds: RefundsView
    capture: CaptureView
    held: tuple[HeldPayment, ...]
    goods: Money
    shipping: Money
    earned: Money

    @property
    def is_confirmed(self) -> bool:
        return self.order_state == OrderState.CONFIRMED

    @property
    def is_cancelled(self) -> bool:
        return self.order_state == OrderState.CANCELLED

    @property
    def is_unshipped(self) -> bool:
        """Whether nothing of it has left, also of others' lines."""
        return self.fulfilment_state == FulfilmentState.UNFULFILLED

    @property
    def is_shipped(self) -> bool:
        """Whether nothing of it is left to ship, also of others' lines."""
        return self.fulfilment_state == FulfilmentState.FULFILLED

    @property
    def is_authorised(self) -> bool:
        """Whether its money is set aside and not taken yet."""
        return self.payment_state == PaymentState.AUTHORISED

    @property
    def is_in_doubt(self) -> bool:
        """Whether money came for it of which only whoever runs the shop can say what becomes."""
        return self.payment_state == PaymentState.HELD

    @property
    def is_voided(self) -> bool:
        """Whether what was set aside is so no more, though the order stands and something is to be paid of it."""
        is_over = self.is_confirmed and self.payment_state == PaymentState.VOIDED
        return is_over and not self.can_be_shipped and not self.is_disputed

    @property
    def is_refundable(self) -> bool:
        """Whether something of it is left to go back, though perhaps not at this moment."""
        return self.is_funded and self.refunds.left.minor > 0

    @property
    def can_be_refunded(self) -> bool:
        return self.is_refundable and not self.capture.is_under_way and not self.is_disputed

    @property
    def can_be_cancelled(self) -> bool:
        """Whether nobody else sells in it, nobody has to look at its money and nothing of it has left."""
        return self.is_whole and may_be_cancelled(self)

    @property
    def can_be_ended(self) -> bool:
        """Whether some of it was sent and the rest is not paid any more, and nobody else sells in it."""
        is_partly = self.fulfilment_state == FulfilmentState.PARTLY_FULFILLED
        return self.is_whole and self.is_voided and is_partly

    def lines_by_merchant(self) -> dict[int, tuple[SoldLine, ...]]:
        """In the order of the lines."""
        merchants = dict.fromkeys(line.merchant_id for line in self.lines)
        return {
            merchant_id: tuple(line for line in self.lines if line.merchant_id == merchant_id)
            for merchant_id in merchants
        }


def read_sold_order(order: Order, actor: Actor) -> SoldOrder:
    """The actor's part of the order, in twelve queries at most; in three more where money of it is held."""
    own = lines_of(actor).filter(order=order).select_related("merchant")
    own = own.annotate(refunded=_REFUNDED, kept=_KEPT, by_shop=_BY_SHOP)
    lines = tuple(_sold(line, order) for line in own)
    by_shop = sum(line.by_shop for line in own)  # type: ignore[attr-defined]  # annotated above
    merchants = {line.merchant_id for line in lines}
    shipped = Fulfilment.objects.filter(order=order, merchant__in=merchants)
    is_shop = getattr(actor, "is_superuser", False)
    payment = paying(order)
    goods = sum(line.total.minor for line in lines)
    parts = parts_of(order)
    earned = sum(part.total_minor for whose, part in parts.items() if whose in merchants)
    return SoldOrder(
        order_id=order.public_id,
        number=order.number,
        email=order.email,
        address=address_lines(order.shipping_address),
        shipping_method=order.shipping_method,
        placed_at=order.placed_at,
        order_state=OrderState(order.order_state),
        payment_state=PaymentState(order.payment_state),
        fulfilment_state=FulfilmentState(order.fulfilment_state),
        can_be_shipped=may_be_sent(order),
        is_disputed=order.is_disputed,
        is_funded=payment is not None,
        is_whole=parts.keys() == merchants,
        lines=lines,
        shipments=read_shipments(shipped),
        returns=read_returns(returns_of(actor).filter(order=order)),
        story=read_story(order, actor),
        refunds=read_refunds(order, actor, earned=earned, by_shop=by_shop),
        capture=read_capture(payment),
        held=read_held(order) if is_shop else (),
        goods=Money(goods, order.currency),
        shipping=Money(earned - goods, order.currency),
        earned=Money(earned, order.currency),
    )


def _sold(line: OrderLine, order: Order) -> SoldLine:
    return SoldLine(
        line_id=line.pk,
        merchant_id=line.merchant_id,
        merchant=line.merchant.name,
        name=line.name,
        sku=line.sku,
        poster_url=poster_url(line.poster_key),
        quantity=line.quantity,
        shipped=line.fulfilled_quantity,
        withdrawn=line.withdrawn_quantity,
        left_to_ship=line.left_to_ship,
        left_to_return=line.left_to_return,
        refunded=line.refunded,  # type: ignore[attr-defined]  # annotated by read_sold_order
        kept=line.kept,  # type: ignore[attr-defined]  # as above
        unit=Money(line.unit_minor, order.currency),
        total=Money(worth_of(line, order), order.currency),
    )
