"""What can go wrong while a buyer's bank decides about a payment."""

from orders.errors import ShipmentRefused


class PaymentDisputed(ShipmentRefused):
    """The buyer's bank is deciding about the payment, so nothing of the order is shipped before it has."""

    code = "payment_disputed"
