"""The price of what is typed into the page, as far as it can be told, and what is wrong with the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils import timezone

from accounts.models import User
from orders.errors import MethodNotOffered, NotDeliveredThere, OrdersError, TooManyUnpaid, VoucherRefused
from orders.queries.placing.checkout_facts import CheckoutFacts
from orders.queries.quote import Quote, Wanted, quote
from orders.services.vouchers.guessing import no_guessing
from orders.site.checkout.form import CheckoutForm

# Which field a refusal belongs to.
FIELDS: Mapping[type[OrdersError], str] = {
    VoucherRefused: "voucher_code",
    MethodNotOffered: "shipping_method",
    NotDeliveredThere: "country",
    # Of the button, beside which it is said.
    TooManyUnpaid: "order",
}


@dataclass(frozen=True)
class Shown:
    """`quote` is None where nothing is delivered. `troubles` are sentences by the name of their field.

    wait_seconds: until another code of a voucher may be tried; 0 for now.
    """

    quote: Quote | None = None
    troubles: Mapping[str, str] = field(default_factory=dict)
    wait_seconds: int = 0


def field_of(error: OrdersError) -> str:
    """The name of the field that a refusal is shown next to; "" when it concerns all of the page."""
    return next((name for kind, name in FIELDS.items() if isinstance(error, kind)), "")


def price(facts: CheckoutFacts, form: CheckoutForm, user: User | None, *, client: str) -> Shown:
    """client: the address that codes of vouchers are tried from. Voucher and method that cannot be used are left out of the price and told of."""
    cart, known = facts.cart, facts.known
    lines = [line for line in cart.lines if line.is_offered and not line.is_sold_out]
    wanted = form.wanted(user)
    troubles: dict[str, str] = {}
    wait_seconds = 0
    for _ in FIELDS:
        try:
            with no_guessing(client, wanted.voucher_code, wanted.buyer.email):
                found = quote(lines, cart.currency, wanted, now=timezone.now(), known=known)
                return Shown(found, troubles, wait_seconds)
        except (VoucherRefused, MethodNotOffered, NotDeliveredThere) as error:
            name = field_of(error)
            wait_seconds = getattr(error, "retry_after", wait_seconds)
            troubles[name] = str(error)
            if name == "country":
                break
            wanted = _without(wanted, name)
    return Shown(None, troubles, wait_seconds)


def _without(wanted: Wanted, name: str) -> Wanted:
    return replace(wanted, voucher_code="") if name == "voucher_code" else replace(wanted, method=None)
