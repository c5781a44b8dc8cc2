"""Turn a cart into an order."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from time import monotonic
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalog.money import Money
from orders.errors import (
    AmountNotTaken,
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
from orders.gateways.outside import require_outside
from orders.models import Order
from orders.queries.buying.bought import Bought
from orders.queries.carts.lines import PricedLine
from orders.queries.charges.sale import TaxSource
from orders.queries.placing.order_facts import OrderFacts, lock_and_read, read_facts
from orders.queries.quote import Quote, Wanted, quote
from orders.services.carts.changing import closed, tell_badge
from orders.services.payments.start_payment import start_new, start_payment
from orders.services.placing.asking_taxes import once_asked
from orders.services.placing.rows import TIME_TO_PAY, Request
from orders.services.placing.waiting import no_longer_than_allowed
from orders.services.placing.wishes import NO_WISHES, Address, Delivery, Wishes, fingerprint, wanted_of
from orders.services.placing.write_order import Basis, Written, write_at_once, write_order
from orders.services.programs.announce import announce
from orders.services.stock import Need, allocate, note_waiting, sole_draws
from orders.services.vouchers.take_voucher import take_voucher, write_use

logger = logging.getLogger(__name__)

__all__ = ["TIME_TO_PAY", "Address", "Delivery", "PlacedOrder", "Wishes", "place_order"]


@dataclass(frozen=True)
class PlacedOrder:
    """`payment_url` is where to go and pay; "" when the provider did not answer or it was placed before.

    is_unanswered: whether the provider was asked just now, and did not answer. written: what was written, where nothing
    has happened to it since.
    """

    public_id: UUID
    payment_url: str
    is_unanswered: bool = False
    written: Written | None = field(default=None, compare=False, repr=False)

    @property
    def bought(self) -> Bought | None:
        """What has been bought, where that is known without reading it."""
        return Bought(self.written.order, self.written.lines) if self.written else None


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
    NotDeliveredThere, MethodNotOffered, VoucherRefused, PriceChanged, AmountNotTaken, OutOfStock or ShopBusy, and then nothing has changed;
    also TaxAddressUnknown, TaxUnavailable or CartChanged where taxes are told by a service.
    Call outside of transactions: a tax service is asked before, and the payment provider after the commit.
    """
    request = Request(delivery, wishes, expected_total, user)
    require_outside()

    def place(taxes: TaxSource | None) -> Written | Order:
        in_turn = partial(_in_turn, cart_token, request, taxes, now)
        return _at_once(cart_token, request, taxes, now) or _looking_twice(in_turn)

    with no_longer_than_allowed():
        placed = once_asked(place)
    if isinstance(placed, Written):
        url = _payment_url(placed, now)
        # What costs nothing is paid by now.
        written = placed if placed.has_cost else None
        return PlacedOrder(placed.public_id, url or "", is_unanswered=url is None, written=written)
    if not _is_repeated(placed, request):
        return PlacedOrder(placed.public_id, payment_url="")
    again = partial(start_payment, order_id=placed.public_id, now=now)
    url = _answer_of(placed, again)
    return PlacedOrder(placed.public_id, url or "", is_unanswered=url is None)


def _at_once(
    cart_token: UUID | None, request: Request, taxes: TaxSource | None, now: datetime
) -> Written | None:
    """The order, in one statement that locks nothing before: so nobody waits while this reckons, and nearly all are
    placed like this. None, and nothing has changed, where more has to be written, or somebody else was faster."""
    if request.wishes.voucher_code:
        return None
    facts = read_facts(cart_token, request.delivery.address.country, now=now)
    if facts is None or not facts.cart.is_open or facts.is_listened_to:
        return None
    price = _priced(facts, request, taxes, now)
    draws = sole_draws(_needs_of(facts))
    if draws is None:
        return None
    seen_version = facts.cart.version
    closed(facts.cart, now=now)
    started = monotonic()
    basis = Basis(facts.cart, facts.goods, price, draws)
    written = write_at_once(basis, request, seen_version=seen_version, gateway=current_gateway(), now=now)
    if written is not None:
        note_waiting(draws, monotonic() - started)
        _tell(facts, written)
    return written


def _looking_twice(order: Callable[[], Written | Order]) -> Written | Order:
    """What was in a row when it was read may have been spread over others while this waited for that row, as happens
    when many wait: it is there, and found by who looks again."""
    try:
        return order()
    except OutOfStock as error:
        if not error.is_beside:
            raise
    return order()


def _in_turn(
    cart_token: UUID | None, request: Request, taxes: TaxSource | None, now: datetime
) -> Written | Order:
    """The order, or the one that the cart gave before. Whoever wants the same cart, voucher or stock waits meanwhile.

    Locks follow in this order: the cart's row, the voucher's, then stock by primary key; the order is nobody else's yet.
    """
    with transaction.atomic(durable=True):
        facts = lock_and_read(cart_token, request.delivery.address.country, now=now)
        if facts is None:
            raise CartEmpty("There is nothing in your cart.")
        if not facts.cart.is_open:
            return facts.cart.order
        price, buyer = _priced(facts, request, taxes, now), _wanted(request).buyer
        if price.voucher:
            take_voucher(price.voucher, buyer)
        draws = allocate(_needs_of(facts))
        closed(facts.cart, now=now)
        basis = Basis(facts.cart, facts.goods, price, draws)
        written = write_order(basis, request, gateway=current_gateway(), now=now)
        if price.voucher:
            write_use(price.voucher, written.order, buyer, now)
        if facts.is_listened_to:
            announce(written.event)
        _tell(facts, written)
    return written


def _priced(facts: OrderFacts, request: Request, taxes: TaxSource | None, now: datetime) -> Quote:
    """What is to be paid, once all that was asked for can be had. taxes: None for those that the facts know."""
    current_gateway().require_open()
    if not request.wishes.accepts_terms:
        raise TermsNotAccepted("Please agree to the terms of sale to order.")
    lines = [goods.line for goods in facts.goods]
    _require_orderable(lines)
    known = replace(facts.known, taxes=taxes) if taxes else facts.known
    price = quote(lines, facts.cart.currency, _wanted(request), now=now, known=known)
    _require_expected(price, Money(request.expected_total, facts.cart.currency))
    _require_payable(price.totals.total)
    return price


def _wanted(request: Request) -> Wanted:
    return wanted_of(request.delivery, request.wishes, request.user)


def _needs_of(facts: OrderFacts) -> list[Need]:
    lines = (goods.line for goods in facts.goods)
    return [Need(line.stock_ids, line.quantity, line.name, line.bucket_ids) for line in lines]


def _tell(facts: OrderFacts, written: Written) -> None:
    """The badge and the log, after the commit."""
    tell_badge(facts.cart, count=0)
    transaction.on_commit(lambda: logger.info("order_placed", extra={"order": written.number}))


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


def _require_payable(total: Money) -> None:
    """Before anything is ordered: no provider is asked for nothing, nor for what it takes in no case."""
    if total.minor and not current_gateway().can_take(total):
        raise AmountNotTaken(total)


def _is_repeated(order: Order, request: Request) -> bool:
    """Whether this is the request that the order came from. RequestKeyReused when only its name is the same."""
    key = request.wishes.request_key
    if not key or key != order.request_key:
        return False
    if fingerprint(request.delivery, request.wishes, request.expected_total) != order.request_sha256:
        raise RequestKeyReused("This cart was ordered under the same key, but with something else asked for.")
    return True


def _payment_url(written: Written, now: datetime) -> str | None:
    if written.begun is not None:
        return written.begun.redirect_url
    return _answer_of(written.order, partial(start_new, written.payment, now=now))


def _answer_of(order: Order, begin: Callable[[], str]) -> str | None:
    """None when there is none. The order stands whatever the provider answers: its page offers to try again."""
    try:
        return begin()
    except (PaymentRefused, CheckoutClosed):
        # Paid or cancelled already, from another tab; or the shop has closed since.
        return ""
    except GatewayFault:
        logger.exception("payment_not_started", extra={"order": order.number})
        return None
