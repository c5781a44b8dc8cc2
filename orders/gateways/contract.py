"""What the shop asks of a payment provider, and what it is told back."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import connection

from catalog.money import Money
from orders.errors import GatewayFault
from orders.states import PaymentEventKind


@dataclass(frozen=True)
class PaymentRequest:
    """One attempt to pay. `payment_id` is the idempotency key at the provider; `return_url` is absolute."""

    payment_id: UUID
    amount: Money
    order_number: int
    return_url: str


@dataclass(frozen=True)
class StartedPayment:
    """`reference` is the provider's own name of the payment; the shopper goes on at `redirect_url`."""

    reference: str
    redirect_url: str


@dataclass(frozen=True)
class PaymentNotice:
    """What a provider says happened to a payment. The same notice may come many times, in any order."""

    payment_id: UUID
    event_id: str
    kind: PaymentEventKind
    amount: Money


class Gateway(Protocol):
    """A payment provider. Calls go over a network: never inside a transaction."""

    name: str

    def require_open(self) -> None:
        """CheckoutClosed when no payment can be taken. Asks nobody; free to call anywhere."""

    def start(self, request: PaymentRequest) -> StartedPayment:
        """Begin this payment, or find it again when it was begun before. GatewayFault when that fails."""


def require_no_transaction() -> None:
    """GatewayFault inside a transaction: rows would stay locked for as long as a provider takes to answer."""
    if connection.in_atomic_block:
        raise GatewayFault("A payment provider was called inside a database transaction.")
