"""The price of what is typed into the page, as far as it can be told, and what is wrong with the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils import timezone

from accounts.models import User
from orders.errors import MethodNotOffered, NotDeliveredThere, OrdersError, TooManyUnpaid, VoucherRefused
from orders.errors.taxes import TaxAddressUnknown, TaxUnavailable
from orders.queries.charges.sale import Sale, Taxes
from orders.queries.charges.tax_rates import TableRates
from orders.queries.placing.checkout_facts import CheckoutFacts
from orders.queries.quote import Quote, Wanted, quote
from orders.services.vouchers.guessing import no_guessing
from orders.site.checkout.form import CheckoutForm

# Which field a refusal belongs to.
FIELDS: Mapping[type[OrdersError], str] = {
    VoucherRefused: "voucher_code",
    MethodNotOffered: "shipping_method",
    NotDeliveredThere: "country",
    TaxAddressUnknown: "address",
    TaxUnavailable: "total",
    # Of the button, beside which it is said.
    TooManyUnpaid: "order",
}
# Without what belongs there, nobody knows the tax.
_UNTAXED = ("address", "total")


@dataclass(frozen=True)
class Shown:
    """`quote` is None where nothing is delivered, or no tax can be told. `troubles` are sentences by the name of their field.

    offered: the quote, or one without tax: for the ways of sending and the voucher, not for its sums.
    wait_seconds: until another code of a voucher may be tried; 0 for now.
    """

    quote: Quote | None = None
    offered: Quote | None = None
    troubles: Mapping[str, str] = field(default_factory=dict)
    wait_seconds: int = 0


def field_of(error: OrdersError) -> str:
    """The name of the field that a refusal is shown next to; "" when it concerns all of the page."""
    return next((name for kind, name in FIELDS.items() if isinstance(error, kind)), "")


class _Silent:
    """A tax service that did not answer a moment ago, and is not asked again for the page that says so."""

    def __init__(self, fault: TaxUnavailable) -> None:
        self._fault = fault

    def taxes_on(self, _sale: Sale) -> Taxes:
        raise self._fault


def price(
    facts: CheckoutFacts,
    form: CheckoutForm,
    user: User | None,
    *,
    client: str,
    fault: TaxUnavailable | None = None,
) -> Shown:
    """Voucher and method that cannot be used are left out of the price and told of.

    client: the address that codes of vouchers are tried from. fault: what asking for the tax has just come to.
    """
    cart = facts.cart
    known = replace(facts.known, taxes=_Silent(fault)) if fault else facts.known
    lines = [line for line in cart.lines if line.is_offered and not line.is_sold_out]
    wanted = form.wanted(user)
    troubles: dict[str, str] = {}
    wait_seconds = 0
    for _ in FIELDS:
        try:
            with no_guessing(client, wanted.voucher_code, wanted.buyer.email):
                found = quote(lines, cart.currency, wanted, now=timezone.now(), known=known)
                is_taxed = troubles.keys().isdisjoint(_UNTAXED)
                return Shown(found if is_taxed else None, found, troubles, wait_seconds)
        except tuple(FIELDS) as error:
            name = field_of(error)
            wait_seconds = getattr(error, "retry_after", wait_seconds)
            troubles[name] = str(error)
            if name == "country":
                break
            if name in _UNTAXED:
                known = replace(known, taxes=TableRates([]))
            wanted = _without(wanted, name)
    return Shown(troubles=troubles, wait_seconds=wait_seconds)


def _without(wanted: Wanted, name: str) -> Wanted:
    left_out: dict[str, Wanted] = {
        "voucher_code": replace(wanted, voucher_code=""),
        "shipping_method": replace(wanted, method=None),
    }
    return left_out.get(name, wanted)
