"""What can go wrong where a tax service is asked."""

from orders.errors import OrdersFault, ShopperError


class CartChanged(ShopperError):
    """The cart was changed again and again while its tax was being asked for; nothing was ordered."""

    code = "cart_changed"

    def __init__(self) -> None:
        super().__init__("Your cart is being changed. Please look at your order again.")


class TaxAddressUnknown(ShopperError):
    """The tax service finds no taxes for this address; nothing was ordered."""

    code = "tax_address_unknown"

    def __init__(self) -> None:
        super().__init__("We cannot tell the tax for this address. Please check it, above all the postcode.")


class TaxUnavailable(OrdersFault):
    """The tax service does not answer; nothing was ordered, and trying again in a moment helps."""

    code = "tax_unavailable"

    def __init__(self) -> None:
        super().__init__(
            "We cannot reckon the tax right now. Nothing was ordered; please try again in a moment."
        )


class TaxAnswerWrong(TaxUnavailable):
    """What the tax service answered cannot be right; nothing was ordered."""

    code = "tax_answer_wrong"
