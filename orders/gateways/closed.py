"""No payments: the gateway of a shop that has none configured."""

from orders.errors import CheckoutClosed
from orders.gateways.contract import PaymentRequest, StartedPayment

REASON = "This shop takes no orders at the moment. Your cart is kept for you."


class ClosedGateway:
    name = "closed"

    def require_open(self) -> None:
        raise CheckoutClosed(REASON)

    def start(self, request: PaymentRequest) -> StartedPayment:
        raise CheckoutClosed(f"Order {request.order_number} cannot be paid: {REASON}")
