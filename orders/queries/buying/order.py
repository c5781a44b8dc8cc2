"""Placed orders as their buyers see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from accounts.postal.address import PostalAddress
from accounts.postal.countries import country_name
from accounts.postal.label import label_lines
from accounts.prepared import Parameter, execute, reading
from catalog.money import Money
from orders.errors import OrderNotFound
from orders.models import Order, OrderLine, Payment
from orders.pricing.bill import BilledLine, TaxShare, taxes_by_rate
from orders.queries.buying.bought import Bought, read_bought
from orders.queries.buying.lapsed import is_lapsed
from orders.queries.cancelling import may_be_cancelled
from orders.queries.parcels.returns import ReturnView, can_be_returned, read_returns
from orders.queries.parcels.shipments import Shipment, read_shipments
from orders.queries.posters import poster_url
from orders.states import FulfilmentState, OrderState, PaymentState


@dataclass(frozen=True)
class BoughtLine:
    """A line in the words, price and picture of the moment it was ordered."""

    line_id: int
    variant_id: int
    product_name: str
    variant_name: str
    sku: str
    quantity: int
    unit: Money
    total: Money
    poster_url: str
    shipped_quantity: int
    # How many are not sent, because they are refunded or were not paid.
    withdrawn_quantity: int
    # How many its buyer may still send back.
    returnable_quantity: int

    @property
    def name(self) -> str:
        return f"{self.product_name} ({self.variant_name})"

    @property
    def is_shipped(self) -> bool:
        return self.shipped_quantity == self.quantity


@dataclass(frozen=True)
class OrderView:
    """`address` are the lines of the label; `pay_until` matters while `can_be_paid`."""

    public_id: UUID
    number: int
    email: str
    address: tuple[str, ...]
    shipping_method: str
    lines: tuple[BoughtLine, ...]
    shipments: tuple[Shipment, ...]
    returns: tuple[ReturnView, ...]
    goods: Money
    discount: Money
    voucher_code: str
    shipping: Money
    tax: Money
    taxes: tuple[TaxShare, ...]
    prices_include_tax: bool
    total: Money
    refunded: Money
    order_state: OrderState
    payment_state: PaymentState
    fulfilment_state: FulfilmentState
    placed_at: datetime
    pay_until: datetime
    is_overdue: bool
    # Of one that is to be paid anew: whether something of what was set aside for it was charged, which went back.
    was_charged: bool
    is_disputed: bool

    @property
    def is_confirmed(self) -> bool:
        return self.order_state == OrderState.CONFIRMED

    @property
    def is_cancelled(self) -> bool:
        return self.order_state == OrderState.CANCELLED

    @property
    def is_held(self) -> bool:
        return self.payment_state == PaymentState.HELD

    @property
    def is_authorised(self) -> bool:
        """Whether its money is set aside and not taken yet."""
        return self.payment_state == PaymentState.AUTHORISED

    @property
    def is_voided(self) -> bool:
        """Whether what was set aside is so no more, so that nothing is paid."""
        return self.payment_state == PaymentState.VOIDED

    @property
    def is_returned(self) -> bool:
        """Whether all the money that came goes back or has gone."""
        return self.payment_state == PaymentState.RETURNED

    @property
    def still_paid(self) -> Money:
        """What of a paid order has not gone back."""
        return self.total - self.refunded

    @property
    def is_given_back(self) -> bool:
        """Whether nothing of a confirmed order is paid any more, though it was never sent."""
        is_whole = self.fulfilment_state == FulfilmentState.UNFULFILLED
        return self.is_confirmed and is_whole and self.refunded.minor > 0 and not self.still_paid.minor

    @property
    def is_kept(self) -> bool:
        """Whether all of a confirmed order is refunded and not sent, though something else of it stays paid."""
        is_whole = self.fulfilment_state == FulfilmentState.UNFULFILLED
        are_kept = all(line.withdrawn_quantity == line.quantity for line in self.lines)
        return self.is_confirmed and is_whole and are_kept

    @property
    def can_be_cancelled(self) -> bool:
        """Also after it is paid, as long as nothing of it has left the house."""
        is_expiring = self.is_unpaid and self.is_overdue
        return may_be_cancelled(self) and not is_expiring and not self.is_given_back

    @property
    def is_shipped(self) -> bool:
        return self.fulfilment_state == FulfilmentState.FULFILLED

    @property
    def is_partly_shipped(self) -> bool:
        return self.fulfilment_state == FulfilmentState.PARTLY_FULFILLED

    @property
    def returnable_lines(self) -> tuple[BoughtLine, ...]:
        """Those of which some may still be sent back."""
        return tuple(line for line in self.lines if line.returnable_quantity)

    @property
    def was_declined(self) -> bool:
        return self.payment_state == PaymentState.FAILED

    @property
    def is_unpaid(self) -> bool:
        return self.order_state == OrderState.PLACED and not self.is_held

    @property
    def can_be_paid(self) -> bool:
        """Also anew, after what was set aside for all of it has ended."""
        is_waiting = self.is_unpaid and not self.is_overdue
        is_whole = not self.refunded.minor and not any(line.withdrawn_quantity for line in self.lines)
        return is_waiting or (self.is_lapsed and is_whole)

    @property
    def is_lapsed(self) -> bool:
        """Whether it stands and is to be paid, though no bank keeps money for it any more."""
        return self.is_confirmed and self.is_voided and self.still_paid.minor > 0


@dataclass(frozen=True)
class DuePayment:
    """An attempt to pay, as its payment page shows it."""

    public_id: UUID
    order_id: UUID
    order_number: int
    amount: Money
    gateway: str
    is_waiting: bool
    is_captured_later: bool


def read_order(order_id: UUID, *, now: datetime) -> OrderView:
    """The order with this public id, which is the key to it. OrderNotFound."""
    found = read_bought(order_id)
    if found is None:
        raise OrderNotFound("There is no such order.")
    return view_of(found, now=now)


def view_of(found: Bought, *, now: datetime) -> OrderView:
    """This order as its buyer sees it. What was sent and came back of it is read, and of one whose authorisation has ended
    whether something was charged; nothing else."""
    order, lines = found.order, found.lines
    is_sent = order.fulfilment_state != FulfilmentState.UNFULFILLED
    returnable = can_be_returned(order, now=now) if is_sent else {}
    return OrderView(
        public_id=order.public_id,
        number=order.number,
        email=order.email,
        address=address_lines(order.shipping_address),
        shipping_method=order.shipping_method,
        lines=tuple(_bought(line, order.currency, returnable.get(line.pk, 0)) for line in lines),
        shipments=read_shipments(order.fulfilments.all()) if is_sent else (),
        returns=read_returns(order.returns.all()) if is_sent else (),
        goods=Money(order.lines_minor, order.currency),
        discount=Money(order.discount_minor, order.currency),
        voucher_code=order.voucher_code,
        shipping=Money(order.shipping_minor, order.currency),
        tax=Money(order.tax_minor, order.currency),
        taxes=_taxes_of(order, lines),
        prices_include_tax=order.prices_include_tax,
        total=order.total,
        refunded=order.refunded,
        order_state=OrderState(order.order_state),
        payment_state=PaymentState(order.payment_state),
        fulfilment_state=FulfilmentState(order.fulfilment_state),
        placed_at=order.placed_at,
        pay_until=order.pay_until,
        is_overdue=order.pay_until <= now,
        was_charged=is_lapsed(order) and order.payments.filter(received_minor__gt=0).exists(),
        is_disputed=order.is_disputed,
    )


def read_due_payment(payment_id: UUID) -> DuePayment:
    """The payment with this public id. OrderNotFound."""
    (found,) = execute((_DUE, [payment_id]))
    if not found:
        raise OrderNotFound("There is no such payment.")
    ((order_id, number, minor, currency, gateway, state, is_captured_later),) = found
    return DuePayment(
        public_id=payment_id,
        order_id=order_id,
        order_number=number,
        amount=Money(minor, currency),
        gateway=gateway,
        is_waiting=state == PaymentState.PENDING,
        is_captured_later=is_captured_later,
    )


def find_order_of_cart(token: UUID | None) -> UUID | None:
    """The public id of the order that the cart with this token became."""
    if token is None:
        return None
    return Order.objects.filter(cart__token=token).values_list("public_id", flat=True).first()


def address_lines(address: dict[str, str]) -> tuple[str, ...]:
    """An order's address as on a label there, without empty lines. Older orders have no company and no region."""
    return (*label_lines(PostalAddress(**address)), country_name(address["country"]))


def _taxes_of(order: Order, bought: Iterable[OrderLine]) -> tuple[TaxShare, ...]:
    """The taxes by rate, from the highest, with what of shipping is taxed at each."""
    lines = [
        BilledLine(
            total=Money(line.total_minor, order.currency),
            discount=Money(line.discount_minor, order.currency),
            tax_rate=line.tax_rate,
            tax=Money(line.tax_minor, order.currency),
        )
        for line in bought
    ]
    shipping = Money(order.shipping_minor, order.currency)
    own_rate = order.shipping_tax_rate
    return taxes_by_rate(lines, shipping, own_rate, prices_include_tax=order.prices_include_tax)


def _bought(line: OrderLine, currency: str, returnable: int) -> BoughtLine:
    return BoughtLine(
        line_id=line.pk,
        variant_id=line.variant_id,
        product_name=line.product_name,
        variant_name=line.variant_name,
        sku=line.sku,
        quantity=line.quantity,
        unit=Money(line.unit_minor, currency),
        total=Money(line.total_minor, currency),
        poster_url=poster_url(line.poster_key),
        shipped_quantity=line.fulfilled_quantity,
        withdrawn_quantity=line.withdrawn_quantity,
        returnable_quantity=returnable,
    )


def _payments(payment_id: Parameter) -> "models.QuerySet[Payment, Any]":
    payments = Payment.objects.filter(public_id=payment_id).order_by()
    known = ("amount_minor", "currency", "gateway", "state", "is_captured_later")
    return payments.values_list("order__public_id", "order__number", *known)


# By the public id of a payment.
_DUE = reading("orders_due_payment", lambda: _payments(Parameter(1, models.UUIDField())))
