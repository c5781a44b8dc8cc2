"""A payment page of our own for development and tests: pays or declines as its visitor says; no money moves."""

from uuid import UUID

from django.urls import reverse

from catalog.money import Money
from orders.errors import WebhookRefused
from orders.gateways.contract import (
    CaptureAnswer,
    CaptureRequest,
    KnownPayment,
    News,
    PaymentNotice,
    PaymentReport,
    PaymentRequest,
    RefundAnswer,
    RefundRequest,
    StartedPayment,
    require_no_transaction,
)
from orders.states import PaymentEventKind, RefundState


class LocalGateway:
    name = "local"

    def require_open(self) -> None:
        """Always open."""

    def can_take(self, total: Money) -> bool:
        return True

    def begun(self, payment_id: UUID) -> StartedPayment:
        return StartedPayment(reference=f"local-{payment_id}", redirect_url=_page_of(payment_id))

    def start(self, request: PaymentRequest) -> StartedPayment:
        require_no_transaction()
        return self.begun(request.payment_id)

    def look_up(self, payment: KnownPayment) -> PaymentReport:
        """Nothing but what the page has said before."""
        require_no_transaction()
        return PaymentReport(redirect_url=_page_of(payment.payment_id))

    def close(self, payment: KnownPayment) -> PaymentReport:
        """The page closes by itself when the payment waits no longer; what was set aside is let go."""
        require_no_transaction()
        voided = notice_of(payment.payment_id, PaymentEventKind.VOIDED, payment.amount)
        return PaymentReport((voided,) if payment.is_authorised else ())

    def read_webhook(self, body: bytes, signature: str) -> News | None:
        raise WebhookRefused("The practice page sends no webhooks.")

    def capture(self, request: CaptureRequest) -> CaptureAnswer:
        require_no_transaction()
        payment = request.payment
        if request.amount.minor > payment.amount.minor:
            return CaptureAnswer(failure="More than was authorised.")
        return CaptureAnswer((notice_of(payment.payment_id, PaymentEventKind.SUCCEEDED, request.amount),))

    def refund(self, request: RefundRequest) -> RefundAnswer:
        require_no_transaction()
        return RefundAnswer(state=RefundState.SUCCEEDED, reference=f"local-{request.refund_id}")


def _page_of(payment_id: UUID) -> str:
    return reverse("orders:pay", args=[payment_id])


def notice_of(payment_id: UUID, kind: PaymentEventKind, amount: Money) -> PaymentNotice:
    """What a real provider's webhook would say; pressing the same button twice gives the same notice."""
    return PaymentNotice(payment_id=payment_id, event_id=f"{kind}-{payment_id}", kind=kind, amount=amount)
