"""Money that came and that an order cannot use as it is: what a person has to know to decide about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.money import Money
from orders.models import Order, Payment, Refund
from orders.queries.buying.lapsed import is_lapsed
from orders.states import (
    REASONS_BESIDE_THE_ORDER,
    OrderState,
    PaymentEventKind,
    PaymentState,
    RefundReason,
    RefundState,
)


@dataclass(frozen=True)
class HeldPayment:
    """What was due, what of that was refunded before it was captured, what came, and what of that went back since.

    foreign: what came in another currency, in which it goes back as well. failure: why the last refund of it failed, ""
    if none did. What a person can do is `left`, which can go back, and `missing`, which can be let off; each 0 where that is
    refused. Of what is only set aside, in another amount than was due, nothing came: `set_aside` can be let go until
    `is_letting_go`, or accepted where `can_be_accepted`.
    """

    payment_id: int
    gateway: str
    due: Money
    before: Money
    came: Money
    since: Money
    foreign: Money | None
    is_captured: bool
    failure: str
    left: Money
    missing: Money
    set_aside: Money | None
    is_letting_go: bool
    can_be_accepted: bool

    @property
    def can_be_let_go(self) -> bool:
        return self.set_aside is not None and not self.is_letting_go

    @property
    def expected(self) -> Money:
        return self.due - self.before

    @property
    def is_whole(self) -> bool:
        """Whether it is what was due, so that it is held for another reason."""
        return self.came == self.expected


def left_of(payment: Payment, refunds: Iterable[Refund]) -> Money:
    """What of a held payment can be given back, in the currency in which it came; 0 where that is refused. refunds: those of
    the payment. Reads its events where nothing came in its own currency."""
    foreign = _foreign(payment)
    left = payment.in_hand_minor
    if foreign is not None:
        left = foreign.minor - _went_back(refunds, foreign.currency)
    currency = payment.currency if foreign is None else foreign.currency
    return Money(max(left, 0) if payment.state == PaymentState.HELD else 0, currency)


def _went_back(refunds: Iterable[Refund], currency: str) -> int:
    standing = [refund for refund in refunds if refund.state != RefundState.FAILED and not refund.is_released]
    return sum(refund.amount_minor for refund in standing if refund.currency == currency)


def reason_of_held(payment: Payment) -> RefundReason:
    """Why held money goes back: that of the refund which failed, if one did."""
    failed = payment.refunds.filter(state=RefundState.FAILED).order_by("pk").last()
    if failed is None:
        return RefundReason.WRONG_AMOUNT
    if failed.reason in REASONS_BESIDE_THE_ORDER:
        return RefundReason(failed.reason)
    return RefundReason.CANCELLED


def missing_minor(payment: Payment, refunds: Iterable[Refund]) -> int:
    """What of a held payment, which was captured in part, was neither captured nor refunded before: a person may be content
    without it, where its order stands and waits for that. 0 where that is refused. refunds: those of the payment."""
    states = (payment.order.order_state, payment.order.payment_state, payment.state)
    is_waiting = states == (OrderState.CONFIRMED, PaymentState.HELD, PaymentState.HELD)
    if not (is_waiting and payment.authorised_minor and payment.received_minor):
        return 0
    before = sum(refund.amount_minor for refund in refunds if refund.is_released)
    return max(payment.amount_minor - payment.received_minor - before, 0)


def set_aside_of(payment: Payment) -> Money | None:
    """What a bank has set aside for a held payment, in another amount than was due and taken by nobody. Reads its events."""
    events = list(payment.events.all()) if payment.state == PaymentState.HELD else []
    if any(event.kind == PaymentEventKind.SUCCEEDED for event in events):
        return None
    authorised = [event.amount for event in events if event.kind == PaymentEventKind.AUTHORISED]
    return max(authorised, key=lambda amount: amount.minor, default=None)


def is_letting_go(refunds: Iterable[Refund]) -> bool:
    """Whether somebody said that what is set aside is not wanted. refunds: those of such a payment."""
    return any(refund.is_released and refund.state == RefundState.PENDING for refund in refunds)


def may_accept(payment: Payment, set_aside: Money | None) -> bool:
    """Whether so much that is set aside will do: all that is due can be taken of it, and its order waits for that."""
    order = payment.order
    waits = (order.order_state, order.payment_state) == (OrderState.PLACED, PaymentState.HELD)
    if set_aside is None or not (waits or (is_lapsed(order) and not order.refunded_minor)):
        return False
    return set_aside.currency == payment.currency and set_aside.minor >= payment.amount_minor


def read_held(order: Order) -> tuple[HeldPayment, ...]:
    """The payments of this order that are held, oldest first, in three queries at most."""
    held = order.payments.filter(state=PaymentState.HELD).order_by("pk")
    return tuple(_view(payment) for payment in held.prefetch_related("events", "refunds"))


def _view(payment: Payment) -> HeldPayment:
    refunds = list(payment.refunds.all())
    standing = [refund for refund in refunds if refund.state != RefundState.FAILED]
    before = sum(refund.amount_minor for refund in standing if refund.is_released and refund.is_counted)
    left = left_of(payment, refunds)
    set_aside, is_going = set_aside_of(payment), is_letting_go(refunds)
    return HeldPayment(
        payment_id=payment.pk,
        gateway=payment.gateway,
        due=payment.amount,
        before=Money(before, payment.currency),
        came=payment.received,
        since=Money(_went_back(refunds, left.currency), left.currency),
        foreign=_foreign(payment),
        is_captured=bool(payment.authorised_minor and payment.received_minor),
        failure=_failure(refunds),
        left=left,
        missing=Money(missing_minor(payment, refunds), payment.currency),
        set_aside=set_aside,
        is_letting_go=set_aside is not None and is_going,
        can_be_accepted=may_accept(payment, set_aside) and not is_going,
    )


def _foreign(payment: Payment) -> Money | None:
    """What came, where nothing did in the payment's own currency."""
    told = [] if payment.received_minor else list(payment.events.all())
    came = [event.amount for event in told if event.kind == PaymentEventKind.SUCCEEDED]
    foreign = [amount for amount in came if amount.currency != payment.currency]
    return max(foreign, key=lambda amount: (amount.minor, amount.currency), default=None)


def _failure(refunds: Iterable[Refund]) -> str:
    newest = max(refunds, key=lambda refund: refund.pk, default=None)
    if newest is None or newest.state != RefundState.FAILED:
        return ""
    return newest.failure or "no reason was given"
