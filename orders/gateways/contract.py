"""What the shop asks of a payment provider, and what it is told back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection

from catalog.money import Money
from orders.errors import GatewayFault
from orders.states import PaymentEventKind, RefundState


@dataclass(frozen=True)
class PaymentRequest:
    """One attempt to pay. `payment_id` is the idempotency key at the provider; `return_url` is absolute.

    pay_until: when the order is given up at the latest unless it is paid. is_captured_later: the money is set aside, to be taken by
    `capture`. The same request gives the same values at any time.
    """

    payment_id: UUID
    amount: Money
    order_number: int
    email: str
    return_url: str
    pay_until: datetime
    is_captured_later: bool = False


@dataclass(frozen=True)
class StartedPayment:
    """`reference` is the provider's own name of the payment; the shopper goes on at `redirect_url`."""

    reference: str
    redirect_url: str


@dataclass(frozen=True)
class KnownPayment:
    """A payment that was begun. `reference` is "" when the provider's answer never came.

    is_authorised: the shop has heard that its money was set aside. is_refunded: that some of it goes back. is_disputed:
    that it is disputed at the buyer's bank.
    """

    payment_id: UUID
    reference: str
    amount: Money
    is_authorised: bool = False
    is_refunded: bool = False
    is_disputed: bool = False


@dataclass(frozen=True)
class PaymentNotice:
    """What a provider says happened to a payment. The same notice may come many times, in any order.

    dispute: the provider's name of the dispute that it is about, "" for anything else.
    """

    payment_id: UUID
    event_id: str
    kind: PaymentEventKind
    amount: Money
    dispute: str = ""


@dataclass(frozen=True)
class PaymentReport:
    """What a provider knows of a payment. `redirect_url` leads to where it is paid, None when it cannot be any more.

    refunds: those that this shop did not ask for.
    """

    notices: tuple[PaymentNotice, ...] = ()
    redirect_url: str | None = None
    refunds: "tuple[RefundElsewhere, ...]" = ()


@dataclass(frozen=True)
class PaymentNews:
    """A provider has something to tell of this payment; what it is, one must look up. is_disputed: of a dispute."""

    payment_id: UUID
    reference: str
    is_disputed: bool = False


@dataclass(frozen=True)
class RefundNews:
    """What has become of this refund."""

    refund_id: UUID
    answer: "RefundAnswer"


News = PaymentNews | RefundNews


@dataclass(frozen=True)
class RefundRequest:
    """Money to give back. `refund_id` is the idempotency key at the provider; `reference` is the provider's own name
    of the refund, "" while it is not known."""

    refund_id: UUID
    payment_reference: str
    amount: Money
    reference: str = ""


@dataclass(frozen=True)
class RefundAnswer:
    """What has become of a refund; `failure` says in the provider's words why it failed."""

    state: RefundState
    reference: str
    failure: str = ""


@dataclass(frozen=True)
class RefundElsewhere:
    """A refund that somebody made at the provider itself, by the provider's name in its answer."""

    amount: Money
    answer: RefundAnswer


@dataclass(frozen=True)
class CaptureRequest:
    """Authorised money to take. `capture_id` is the idempotency key at the provider.

    amount: all that was authorised or less; the rest is released, since a payment is captured once.
    """

    capture_id: UUID
    payment: KnownPayment
    amount: Money


@dataclass(frozen=True)
class CaptureAnswer:
    """What a provider knows of the payment afterwards; `failure` says in its words why nothing was taken now."""

    notices: tuple[PaymentNotice, ...] = ()
    failure: str = ""


class Gateway(Protocol):
    """A payment provider. Calls go over a network: never inside a transaction."""

    name: str

    def require_open(self) -> None:
        """CheckoutClosed when no payment can be taken. Asks nobody; free to call anywhere."""

    def can_take(self, total: Money) -> bool:
        """Whether there can be a payment of this amount, which is more than nothing. Asks nobody; free to call anywhere."""

    def begun(self, payment_id: UUID) -> StartedPayment | None:
        """What `start` would answer, of which nobody has to be asked; None where somebody has to. Free to call anywhere."""

    def start(self, request: PaymentRequest) -> StartedPayment:
        """Begin this payment, or find it again when it was begun before. GatewayFault when that fails."""

    def look_up(self, payment: KnownPayment) -> PaymentReport:
        """What has become of this payment. GatewayFault when nobody knows."""

    def close(self, payment: KnownPayment) -> PaymentReport:
        """See to it that this payment cannot be made any more, and tell if it was. GatewayFault when nobody knows.

        What the shop knows to be authorised is voided. An authorisation that it has not heard of is told: it may be wanted.
        """

    def read_webhook(self, body: bytes, signature: str) -> News | None:
        """What a provider sent, as far as it concerns this shop. WebhookRefused unless the provider signed it."""

    def capture(self, request: CaptureRequest) -> CaptureAnswer:
        """Take this money, or say what became of it when that was asked before. GatewayFault when nobody knows."""

    def refund(self, request: RefundRequest) -> RefundAnswer:
        """Give this money back, or say what became of it when that was asked before. GatewayFault when nobody knows."""


def require_no_transaction() -> None:
    """GatewayFault inside a transaction: rows would stay locked for as long as a provider takes to answer."""
    if connection.in_atomic_block:
        raise GatewayFault("A payment provider was called inside a database transaction.")
