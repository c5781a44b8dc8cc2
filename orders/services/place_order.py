"""Turn a cart into an order."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalog.money import Money
from orders.errors import CartEmpty, GatewayFault, NotOffered, OutOfStock, PaymentRefused, PriceChanged
from orders.gateways.choice import current_gateway
from orders.models import Cart, Order, OrderLine, Payment
from orders.pricing import STANDARD_SHIPPING, Totals, total_up
from orders.queries.cart import PricedLine, price_lines
from orders.services.carts.changing import closed
from orders.services.history import record
from orders.services.payments.start_payment import start_payment
from orders.services.stock import Draw, Need, allocate, write_allocations
from orders.states import OrderEventKind

logger = logging.getLogger(__name__)

# How long the stock is kept for an order that is not paid.
TIME_TO_PAY = timedelta(minutes=30)


@dataclass(frozen=True)
class Address:
    """Where the order goes, as typed. `country` is an ISO 3166 code of two letters."""

    name: str
    line1: str
    line2: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True)
class Delivery:
    """Who gets the order and where."""

    email: str
    address: Address


@dataclass(frozen=True)
class Request:
    """Who asked for an order, for whom, and when."""

    delivery: Delivery
    user: User | None
    now: datetime


@dataclass(frozen=True)
class PlacedOrder:
    """`payment_url` is where to go and pay; "" when the provider did not answer or it was placed before."""

    public_id: UUID
    payment_url: str


def place_order(
    *,
    cart_token: UUID | None,
    delivery: Delivery,
    expected_total: int,
    now: datetime,
    user: User | None = None,
) -> PlacedOrder:
    """Order what is in the cart, at the total that the shopper saw (`expected_total`, in minor units).

    `user` is whose order it will be, if somebody is logged in. A cart gives one order however often it is asked for; later calls find the first one's. Raises
    CheckoutClosed, CartEmpty, NotOffered, PriceChanged or OutOfStock, and then nothing has changed. Call
    outside of transactions: the payment provider is asked after the commit.
    """
    gateway = current_gateway()
    with transaction.atomic(durable=True):
        cart = Cart.objects.lock(cart_token)
        if cart is None:
            raise CartEmpty("There is nothing in your cart.")
        if not cart.is_open:
            return PlacedOrder(public_id=cart.order.public_id, payment_url="")
        gateway.require_open()
        lines = price_lines(cart)
        totals = _require_orderable(lines, cart.currency, Money(expected_total, cart.currency))
        draws = allocate([Need(line.stock_ids, line.quantity, line.name, line.bucket_ids) for line in lines])
        order = _write_order(cart, lines, draws, totals, Request(delivery, user, now))
        Payment.objects.create(
            order=order,
            gateway=gateway.name,
            currency=order.currency,
            amount_minor=order.total_minor,
            created_at=now,
        )
        closed(cart, now=now)
    logger.info("order_placed", extra={"order": order.number})
    return PlacedOrder(public_id=order.public_id, payment_url=_payment_url(order, now))


def _require_orderable(lines: Iterable[PricedLine], currency: str, expected: Money) -> Totals:
    wanted = list(lines)
    if not wanted:
        raise CartEmpty("There is nothing in your cart.")
    gone = [line.name for line in wanted if not line.is_offered]
    if gone:
        raise NotOffered(f"Not sold any more: {', '.join(gone)}. Nothing was ordered.")
    # Told before a changed total, which follows from it. Whether there is enough is decided when allocating.
    short = [line.name for line in wanted if not line.can_be_ordered]
    if short:
        raise OutOfStock(short)
    totals = total_up((line.total for line in wanted if line.total is not None), currency)
    if totals.total != expected:
        raise PriceChanged(expected=expected, actual=totals.total)
    return totals


def _write_order(
    cart: Cart,
    lines: Iterable[PricedLine],
    draws: Sequence[Sequence[Draw]],
    totals: Totals,
    request: Request,
) -> Order:
    delivery, now = request.delivery, request.now
    order = Order.objects.create(
        cart=cart,
        user=request.user,
        email=delivery.email,
        shipping_address=asdict(delivery.address),
        shipping_method=STANDARD_SHIPPING.name,
        currency=cart.currency,
        lines_minor=totals.lines.minor,
        shipping_minor=totals.shipping.minor,
        tax_minor=totals.tax.minor,
        discount_minor=totals.discount.minor,
        total_minor=totals.total.minor,
        placed_at=now,
        pay_until=now + TIME_TO_PAY,
    )
    written = OrderLine.objects.bulk_create(
        _copied(order, position, line) for position, line in enumerate(lines, 1)
    )
    write_allocations(written, draws)
    record(order, OrderEventKind.PLACED, now=now, by=request.user)
    return order


def _copied(order: Order, position: int, line: PricedLine) -> OrderLine:
    if line.price is None:
        raise NotOffered(f"Not sold any more: {line.name}. Nothing was ordered.")
    return OrderLine(
        order=order,
        position=position,
        merchant_id=line.merchant_id,
        variant_id=line.variant_id,
        sku=line.sku,
        product_name=line.product_name,
        variant_name=line.variant_name,
        quantity=line.quantity,
        unit_minor=line.price.minor,
        total_minor=(line.price * line.quantity).minor,
        revision_id=line.revision_id,
        material_variant=line.material_variant,
        poster_key=line.poster_key,
    )


def _payment_url(order: Order, now: datetime) -> str:
    """The order stands whatever the provider answers: its page offers to try again."""
    try:
        return start_payment(order_id=order.public_id, now=now)
    except PaymentRefused:
        # Paid or cancelled already, from another tab.
        return ""
    except GatewayFault:
        logger.exception("payment_not_started", extra={"order": order.number})
        return ""
