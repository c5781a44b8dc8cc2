"""What can go wrong between cart and order, and whose fault it is."""

from catalog.money import Money


class OrdersError(Exception):
    """Base of everything this app raises. `code` is stable; the message is for the shopper."""

    code = "orders_error"


class CartRefused(OrdersError):
    """The cart cannot take this (unknown or unavailable variant, absurd quantity)."""

    code = "cart_refused"


class CartEmpty(OrdersError):
    """There is nothing to order."""

    code = "cart_empty"


class PriceChanged(OrdersError):
    """The total is no longer the one that was shown; nothing was ordered."""

    code = "price_changed"

    def __init__(self, expected: Money, actual: Money) -> None:
        super().__init__(
            f"The total is now {actual.format()} instead of {expected.format()}. Please look at your order again."
        )
        self.expected = expected
        self.actual = actual


class OutOfStock(OrdersError):
    """There is less of something than the cart asks for; nothing was ordered."""

    code = "out_of_stock"


class CheckoutClosed(OrdersError):
    """The shop takes no payments at the moment."""

    code = "checkout_closed"


class PaymentRefused(OrdersError):
    """The payment cannot do this in its present state."""

    code = "payment_refused"


class GatewayFault(OrdersError):
    """The payment provider did not answer as it should; ours, and tried again."""

    code = "gateway_fault"
