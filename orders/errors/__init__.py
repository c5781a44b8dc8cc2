"""What can go wrong between cart and order, and whose fault it is."""

from accounts.errors import AgainLater
from catalog.money import Money


class OrdersError(Exception):
    """Base of everything this app raises. `code` is stable; the message is for the shopper."""

    code = "orders_error"

    @property
    def facts(self) -> dict[str, object]:
        """What programs are told besides, as JSON has it."""
        return {}


class ShopperError(OrdersError):
    """Something the shopper can put right or must be told; not tried again."""


class CartRefused(ShopperError):
    """The cart cannot take this (unknown or unavailable variant, absurd quantity)."""

    code = "cart_refused"


class CartNotFound(ShopperError):
    """No cart has this address."""

    code = "cart_not_found"


class CartOrdered(ShopperError):
    """The cart has become an order and does not change any more."""

    code = "cart_ordered"


class CartEmpty(ShopperError):
    """There is nothing to order."""

    code = "cart_empty"


class NotOffered(ShopperError):
    """Something in the cart is no longer sold; nothing was ordered."""

    code = "not_offered"


class PriceChanged(ShopperError):
    """The total is no longer the one that was shown; nothing was ordered."""

    code = "price_changed"

    def __init__(self, expected: Money, actual: Money) -> None:
        super().__init__(
            f"The total is now {actual.format()} instead of {expected.format()}. Please look at your order again."
        )
        self.expected = expected
        self.actual = actual

    @property
    def facts(self) -> dict[str, object]:
        return {"expected_total": self.expected.facts, "actual_total": self.actual.facts}


class AmountNotTaken(ShopperError):
    """The payment provider takes no such amount, as too small a one; nothing was ordered."""

    code = "amount_not_taken"

    def __init__(self, total: Money) -> None:
        super().__init__(
            f"An order of {total.format()} cannot be paid here. Please change what is in your cart, how it is sent, or the voucher."
        )
        self.total = total

    @property
    def facts(self) -> dict[str, object]:
        return {"total": self.total.facts}


class OutOfStock(ShopperError):
    """There is less of something than the cart asks for; nothing was ordered. `names` are the things.

    is_beside: whether it may lie in rows of stock that were not there when it was looked for.
    """

    code = "out_of_stock"

    def __init__(self, names: list[str], *, is_beside: bool = False) -> None:
        super().__init__(f"There is not enough left of {_in_words(names)}. Nothing was ordered.")
        self.names, self.is_beside = names, is_beside

    @property
    def facts(self) -> dict[str, object]:
        return {"names": self.names}


class ShopBusy(ShopperError):
    """So many buy the same thing that the wait for it took too long; nothing was ordered, and trying again helps."""

    code = "shop_busy"


class NotDeliveredThere(ShopperError):
    """No way of sending leads from the shop to this country, or none that takes such goods."""

    code = "not_delivered_there"


class CountryUnknown(ShopperError):
    """There is no country with this code."""

    code = "country_unknown"


class MethodNotOffered(ShopperError):
    """This way of sending is not offered for this order; nothing was ordered."""

    code = "shipping_method_not_offered"


class TermsNotAccepted(ShopperError):
    """The terms of sale were not accepted; nothing was ordered."""

    code = "terms_not_accepted"


class RequestKeyReused(ShopperError):
    """The cart was ordered under this key, but by a request that said something else."""

    code = "request_key_reused"


class TooManyUnpaid(AgainLater, ShopperError):
    """Too many orders of the same client are not paid yet; nothing was ordered. `retry_after` is in seconds."""

    code = "too_many_unpaid"


class VoucherRefused(ShopperError):
    """The voucher cannot be used for this order; nothing was ordered."""

    code = "voucher_refused"


class VoucherUnknown(VoucherRefused):
    """There is no voucher with this code, or it is not accepted any more."""

    code = "voucher_unknown"


class VoucherGuessed(AgainLater, VoucherRefused):
    """Too many codes that do not exist or are used up were tried from the same address; `retry_after` is in seconds."""

    code = "voucher_guessed"


class VoucherNotNow(VoucherRefused):
    """The voucher is not valid yet, or no longer."""

    code = "voucher_not_now"


class VoucherNotForThis(VoucherRefused):
    """The voucher is for other goods, more of them, or another currency."""

    code = "voucher_not_for_this"


class VoucherUsedUp(VoucherRefused):
    """The voucher was used as often as it may be, by everybody or by this customer."""

    code = "voucher_used_up"


class AboutALine(Exception):
    """Mixin of errors that may be about one line of an order, by its primary key."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line

    @property
    def facts(self) -> dict[str, object]:
        return {"line": self.line} if self.line else {}


class OrderNotFound(AboutALine, ShopperError):
    """No order, payment or line has this address, or not for whoever asked. `line` is the one that is not there."""

    code = "order_not_found"


class CheckoutClosed(ShopperError):
    """The shop takes no payments at the moment."""

    code = "checkout_closed"


class PaymentRefused(ShopperError):
    """The order or payment cannot do this in its present state."""

    code = "payment_refused"


class WebhookRefused(OrdersError):
    """Whoever sent this is not the payment provider, or sent it too long ago."""

    code = "webhook_refused"


class CancellationRefused(ShopperError):
    """The order cannot be cancelled in its present state."""

    code = "cancellation_refused"


class CaptureRefused(ShopperError):
    """There is no authorised money that could be captured."""

    code = "capture_refused"


class RefundRefused(AboutALine, ShopperError):
    """This money cannot be given back: more than there is, not whoever asks's own, or asked for otherwise before.

    `line` (primary key) is what was wrong, where one was.
    """

    code = "refund_refused"


class ShipmentRefused(ShopperError):
    """This cannot be shipped. `line` (primary key) or `field` (name) is what was wrong, where one was."""

    code = "shipment_refused"

    def __init__(self, message: str, *, line: int | None = None, field: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.field = field

    @property
    def facts(self) -> dict[str, object]:
        named = {"line": self.line, "field": self.field}
        return {name: value for name, value in named.items() if value}


class ReturnRefused(AboutALine, ShopperError):
    """This cannot be sent back or taken back. `line` (primary key) is what was wrong, where one was."""

    code = "return_refused"


class NoteRefused(ShopperError):
    """A note that cannot be kept."""

    code = "note_refused"


class OrdersFault(OrdersError):
    """Something of ours failed; tried again and alarmed."""

    code = "orders_fault"


class GatewayFault(OrdersFault):
    """The payment provider did not answer as it should."""

    code = "gateway_fault"


class AmountUnwritable(GatewayFault):
    """The provider writes amounts of this currency with fewer digits; asking again would not help."""

    code = "amount_unwritable"


class StockFault(OrdersFault):
    """The stock columns do not hold what the orders say they must; nothing was changed."""

    code = "stock_fault"


class StateConflict(OrdersFault):
    """A row was not in a state from which the move is allowed although it was locked; nothing was changed."""

    code = "state_conflict"


def _in_words(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
