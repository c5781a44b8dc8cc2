"""Turn a cart into an order."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
from orders.models import Order
from orders.queries.carts.lines import PricedLine
from orders.queries.placing.order_facts import OrderFacts, lock_and_read
from orders.queries.quote import Quote, quote
from orders.services.carts.changing import closed
from orders.services.payments.start_payment import start_new, start_payment
from orders.services.placing.waiting import no_longer_than_allowed
from orders.services.placing.wishes import NO_WISHES, Address, Delivery, Wishes, fingerprint, wanted_of
from orders.services.placing.write_order import TIME_TO_PAY, Basis, Request, Written, write_order
from orders.services.programs.announce import announce
from orders.services.stock import Need, allocate
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
    NotDeliveredThere, MethodNotOffered, VoucherRefused, PriceChanged, OutOfStock or ShopBusy, and then nothing has changed.
    Call outside of transactions: the payment provider is asked after the commit.
    """
    request = Request(delivery, wishes, expected_total, user)
    written = None
    with no_longer_than_allowed(), transaction.atomic(durable=True):
        facts = lock_and_read(cart_token, delivery.address.country, now=now)
        if facts is None:
            raise CartEmpty("There is nothing in your cart.")
        if facts.cart.is_open:
            written = _ordered(facts, request, now)
            order, is_answered = written.order, False
        else:
            order = facts.cart.order
            is_answered = not _is_repeated(order, request)
    if is_answered:
        return PlacedOrder(public_id=order.public_id, payment_url="")
    begin = (
        partial(start_new, written.payment) if written else partial(start_payment, order_id=order.public_id)
    )
    return PlacedOrder(public_id=order.public_id, payment_url=_payment_url(order, begin, now))


def _ordered(facts: OrderFacts, request: Request, now: datetime) -> Written:
    """The cart's row is locked. Locks follow in this order: the voucher's row, then stock by primary key; the order
    is nobody else's yet."""
    gateway = current_gateway()
    gateway.require_open()
    if not request.wishes.accepts_terms:
        raise TermsNotAccepted("Please agree to the terms of sale to order.")
    cart, lines = facts.cart, [goods.line for goods in facts.goods]
    _require_orderable(lines)
    wanted = wanted_of(request.delivery, request.wishes, request.user)
    price = quote(lines, cart.currency, wanted, now=now, known=facts.known)
    _require_expected(price, Money(request.expected_total, cart.currency))
    if price.voucher:
        take_voucher(price.voucher, wanted.buyer)
    draws = allocate([Need(line.stock_ids, line.quantity, line.name, line.bucket_ids) for line in lines])
    closed(cart, now=now)
    written = write_order(Basis(cart, facts.goods, price, draws), request, gateway=gateway.name, now=now)
    if price.voucher:
        write_use(price.voucher, written.order, wanted.buyer, now)
    if facts.is_listened_to:
        announce(written.event)
    transaction.on_commit(lambda: logger.info("order_placed", extra={"order": written.order.number}))
    return written


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


def _payment_url(order: Order, begin: Callable[..., str], now: datetime) -> str:
    """The order stands whatever the provider answers: its page offers to try again."""
    try:
        return begin(now=now)
    except (PaymentRefused, CheckoutClosed):
        # Paid or cancelled already, from another tab; or the shop has closed since.
        return ""
    except GatewayFault:
        logger.exception("payment_not_started", extra={"order": order.number})
        return ""
