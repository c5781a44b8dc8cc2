"""No payments: the gateway of a shop that has none configured."""

from uuid import UUID

from catalog.money import Money
from orders.errors import CheckoutClosed, GatewayFault, WebhookRefused
from orders.gateways.contract import (
    CaptureAnswer,
    CaptureRequest,
    KnownPayment,
    News,
    PaymentReport,
    PaymentRequest,
    RefundAnswer,
    RefundRequest,
    StartedPayment,
)

REASON = "This shop takes no orders at the moment. Your cart is kept for you."


class ClosedGateway:
    name = "closed"

    def require_open(self) -> None:
        raise CheckoutClosed(REASON)

    def can_take(self, total: Money) -> bool:
        """Any, if it were open."""
        return True

    def begun(self, payment_id: UUID) -> None:
        """Nobody knows before it is begun."""

    def start(self, request: PaymentRequest) -> StartedPayment:
        raise CheckoutClosed(f"Order {request.order_number} cannot be paid: {REASON}")

    def look_up(self, payment: KnownPayment) -> PaymentReport:
        raise GatewayFault(f"Nobody can be asked about payment {payment.payment_id}.")

    def close(self, payment: KnownPayment) -> PaymentReport:
        raise GatewayFault(f"Nobody can be asked about payment {payment.payment_id}.")

    def read_webhook(self, body: bytes, signature: str) -> News | None:
        raise WebhookRefused("No payment provider is configured.")

    def capture(self, request: CaptureRequest) -> CaptureAnswer:
        raise GatewayFault(f"Capture {request.capture_id} cannot be made: no payment provider is configured.")

    def refund(self, request: RefundRequest) -> RefundAnswer:
        raise GatewayFault(f"Refund {request.refund_id} cannot be made: no payment provider is configured.")
