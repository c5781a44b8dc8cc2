"""Turn a cart into an order."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalog.money import Money
from orders.errors import (
    CartEmpty,
    CheckoutClosed,
    GatewayFault,
    NotOffered,
    OutOfStock,
    PaymentRefused,
    PriceChanged,
    RequestKeyReused,
    TermsNotAccepted,
)
from orders.gateways.choice import current_gateway
from orders.models import Cart, Order, Payment
from orders.queries.carts.cart import PricedLine, price_lines
from orders.queries.quote import Quote, quote
from orders.services.carts.changing import closed
from orders.services.payments.start_payment import start_payment
from orders.services.placing.wishes import NO_WISHES, Address, Delivery, Wishes, fingerprint, wanted_of
from orders.services.placing.write_order import TIME_TO_PAY, Request, write_order
from orders.services.stock import Need, allocate, write_allocations
from orders.services.vouchers.take_voucher import take_voucher, write_use

logger = logging.getLogger(__name__)

__all__ = ["TIME_TO_PAY", "Address", "Delivery", "PlacedOrder", "Wishes", "place_order"]


@dataclass(frozen=True)
class PlacedOrder:
    """`payment_url` is where to go and pay; "" when the provider did not answer or it was placed before."""

    public_id: UUID
    payment_url: str


def place_order(  # who, what, how, at which price and when
    *,
    cart_token: UUID | None,
    delivery: Delivery,
    expected_total: int,
    now: datetime,
    wishes: Wishes = NO_WISHES,
    user: User | None = None,
) -> PlacedOrder:
    """Order what is in the cart, at the total that the shopper saw (`expected_total`, in minor units).

    `user` is whose order it will be, if somebody is logged in. A cart gives one order however often it is asked for;
    later calls find the first one's. With the same `wishes.request_key` and the same everything else the answer is the
    first one's too, wherever that got lost; RequestKeyReused when something else differs. Raises CheckoutClosed, CartEmpty, TermsNotAccepted, NotOffered,
    NotDeliveredThere, MethodNotOffered, VoucherRefused, PriceChanged or OutOfStock, and then nothing has changed.
    Call outside of transactions: the payment provider is asked after the commit.
    """
    request = Request(delivery, wishes, expected_total, user)
    with transaction.atomic(durable=True):
        cart = Cart.objects.lock(cart_token)
        if cart is None:
            raise CartEmpty("There is nothing in your cart.")
        if cart.is_open:
            order = _ordered(cart, request, now)
            is_answered = False
        else:
            order = cart.order
            is_answered = not _is_repeated(order, request)
    if is_answered:
        return PlacedOrder(public_id=order.public_id, payment_url="")
    return PlacedOrder(public_id=order.public_id, payment_url=_payment_url(order, now))


def _ordered(cart: Cart, request: Request, now: datetime) -> Order:
    """The cart's row is locked. Locks follow in this order: the voucher's row, then stock by primary key; the order
    is nobody else's yet."""
    gateway = current_gateway()
    gateway.require_open()
    if not request.wishes.accepts_terms:
        raise TermsNotAccepted("Please agree to the terms of sale to order.")
    lines = price_lines(cart)
    _require_orderable(lines)
    wanted = wanted_of(request.delivery, request.wishes, request.user)
    price = quote(lines, cart.currency, wanted, now=now)
    _require_expected(price, Money(request.expected_total, cart.currency))
    if price.voucher:
        take_voucher(price.voucher, wanted.buyer)
    draws = allocate([Need(line.stock_ids, line.quantity, line.name, line.bucket_ids) for line in lines])
    order, written = write_order(cart, lines, price, request, now)
    write_allocations(written, draws)
    if price.voucher:
        write_use(price.voucher, order, wanted.buyer, now)
    Payment.objects.create(
        order=order,
        gateway=gateway.name,
        currency=order.currency,
        amount_minor=order.total_minor,
        created_at=now,
    )
    closed(cart, now=now)
    transaction.on_commit(lambda: logger.info("order_placed", extra={"order": order.number}))
    return order


def _require_orderable(lines: Sequence[PricedLine]) -> None:
    if not lines:
        raise CartEmpty("There is nothing in your cart.")
    gone = [line.name for line in lines if not line.is_offered]
    if gone:
        raise NotOffered(f"Not sold any more: {', '.join(gone)}. Nothing was ordered.")
    # Told before a changed total, which follows from it. Whether there is enough is decided when allocating.
    short = [line.name for line in lines if not line.can_be_ordered]
    if short:
        raise OutOfStock(short)


def _require_expected(price: Quote, expected: Money) -> None:
    if price.totals.total != expected:
        raise PriceChanged(expected=expected, actual=price.totals.total)


def _is_repeated(order: Order, request: Request) -> bool:
    """Whether this is the request that the order came from. RequestKeyReused when only its name is the same."""
    key = request.wishes.request_key
    if not key or key != order.request_key:
        return False
    if fingerprint(request.delivery, request.wishes, request.expected_total) != order.request_sha256:
        raise RequestKeyReused("This cart was ordered under the same key, but with something else asked for.")
    return True


def _payment_url(order: Order, now: datetime) -> str:
    """The order stands whatever the provider answers: its page offers to try again."""
    try:
        return start_payment(order_id=order.public_id, now=now)
    except (PaymentRefused, CheckoutClosed):
        # Paid or cancelled already, from another tab; or the shop has closed since.
        return ""
    except GatewayFault:
        logger.exception("payment_not_started", extra={"order": order.number})
        return ""
