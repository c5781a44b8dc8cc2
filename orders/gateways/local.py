"""A payment page of our own for development and tests: pays or declines as its visitor says; no money moves."""

from uuid import UUID

from django.urls import reverse

from catalog.money import Money
from orders.gateways.contract import PaymentNotice, PaymentRequest, StartedPayment, require_no_transaction
from orders.states import PaymentEventKind


class LocalGateway:
    name = "local"

    def require_open(self) -> None:
        """Always open."""

    def start(self, request: PaymentRequest) -> StartedPayment:
        require_no_transaction()
        return StartedPayment(
            reference=f"local-{request.payment_id}",
            redirect_url=reverse("orders:pay", args=[request.payment_id]),
        )


def notice_of(payment_id: UUID, kind: PaymentEventKind, amount: Money) -> PaymentNotice:
    """What a real provider's webhook would say; pressing the same button twice gives the same notice."""
    return PaymentNotice(payment_id=payment_id, event_id=f"{kind}-{payment_id}", kind=kind, amount=amount)
