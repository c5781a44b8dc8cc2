"""What a cart costs for a destination, a way of sending and a voucher, now. Reads, and changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from catalog.money import Money
from orders.models import Voucher
from orders.pricing.bill import Bill, BilledLine, Charges, Goods, TaxShare, Totals, make_bill
from orders.pricing.reductions import NO_REDUCTION
from orders.pricing.shipping import Method, OfferedMethod
from orders.queries.carts.lines import PricedLine
from orders.queries.charges.sale import Sale, TaxSource
from orders.queries.charges.shipping import choose, require_offered
from orders.queries.charges.tax_service import tax_source
from orders.queries.charges.vouchers import (
    Buyer,
    find_voucher,
    is_for,
    reduction_of,
    require_usable,
    require_uses_left,
)


@dataclass(frozen=True)
class Wanted:
    """What an order is to be: where it goes, how it is sent, which voucher is used and by whom.

    country: ISO 3166, two letters; region, postcode and city as in addresses, "" until they are typed, and street what
    stands above them. method: primary key of a shipping method, None for the cheapest. voucher_code: "" for none.
    """

    country: str
    region: str = ""
    method: int | None = None
    voucher_code: str = ""
    buyer: Buyer = field(default_factory=Buyer)
    postcode: str = ""
    city: str = ""
    street: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quote:
    """`methods` are all that could be chosen, `chosen` is the one that was reckoned with."""

    bill: Bill
    methods: tuple[OfferedMethod, ...]
    chosen: OfferedMethod
    voucher: Voucher | None

    @property
    def totals(self) -> Totals:
        return self.bill.totals

    @property
    def taxes(self) -> tuple[TaxShare, ...]:
        return self.bill.taxes

    @property
    def lines(self) -> tuple[BilledLine, ...]:
        return self.bill.lines


@dataclass(frozen=True)
class Known:
    """What a quote stands on besides goods, for whoever has read it already."""

    methods: tuple[Method, ...]
    taxes: TaxSource


def quote(
    lines: Sequence[PricedLine], currency: str, wanted: Wanted, *, now: datetime, known: Known | None = None
) -> Quote:
    """The price of these lines; those that are not offered any more count for nothing.

    NotDeliveredThere, MethodNotOffered, or VoucherRefused with the reason why; and, where taxes are told by a service, which
    is asked once all else is well, TaxAddressUnknown or TaxUnavailable.
    """
    priced = [line.total or Money(0, currency) for line in lines]
    goods = sum(priced, start=Money(0, currency))
    weight = sum(line.weight_g * line.quantity for line in lines)
    methods = require_offered(wanted.country, goods, weight, known.methods if known else None)
    chosen = choose(methods, wanted.method)
    voucher = find_voucher(wanted.voucher_code) if wanted.voucher_code else None
    counted = is_for(voucher, [line.merchant_id for line in lines])
    if voucher is not None:
        meant = (total for total, counts in zip(priced, counted, strict=True) if counts)
        require_usable(voucher, sum(meant, start=Money(0, currency)), now=now)
        require_uses_left(voucher, wanted.buyer)
    charges = Charges(
        shipping=chosen.cost,
        reduction=reduction_of(voucher) if voucher else NO_REDUCTION,
        prices_include_tax=settings.PRICES_INCLUDE_TAX,
    )
    taxes = (known.taxes if known else tax_source()).taxes_on(
        Sale(lines, counted, currency, charges, to=wanted, now=now)
    )
    billed = zip(priced, taxes.rates, counted, strict=True)
    bill = make_bill(
        [Goods(total, rate, is_reduced=counts) for total, rate, counts in billed],
        currency,
        replace(charges, shipping_tax_rate=taxes.shipping) if taxes.shipping is not None else charges,
    )
    return Quote(bill=bill, methods=methods, chosen=chosen, voucher=voucher)
