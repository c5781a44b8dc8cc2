"""What somebody asks for who orders, as typed."""

import hashlib
import json
from dataclasses import dataclass

from accounts.models import User
from accounts.postal.address import PostalAddress
from orders.queries.charges.vouchers import Buyer
from orders.queries.quote import Wanted

Address = PostalAddress


@dataclass(frozen=True)
class Delivery:
    """Who gets the order and where."""

    email: str
    address: Address


@dataclass(frozen=True)
class Wishes:
    """What else may be asked for, or left as it is.

    shipping_method: primary key; None for the cheapest. billing: where the invoice goes, None for where the parcel
    goes. accepts_terms: whether the buyer was shown the terms of sale and agreed. request_key: what the request is
    called by whoever sends it, so that it may be sent again; "" for none.
    """

    shipping_method: int | None = None
    voucher_code: str = ""
    billing: Address | None = None
    accepts_terms: bool = True
    request_key: str = ""


NO_WISHES = Wishes()


def wanted_of(delivery: Delivery, wishes: Wishes, user: User | None) -> Wanted:
    """What a quote is asked for."""
    to = delivery.address
    return Wanted(
        country=to.country,
        region=to.region,
        method=wishes.shipping_method,
        voucher_code=wishes.voucher_code,
        buyer=Buyer(email=delivery.email, user=user),
        postcode=to.postcode,
        city=to.city,
        street=(to.line1, to.line2),
    )


def fingerprint(delivery: Delivery, wishes: Wishes, expected_total: int) -> str:
    """The SHA-256 of everything that was asked for but the request's own name, in hexadecimal digits."""
    said = {
        "delivery": {"email": delivery.email, "address": columns_of(delivery.address)},
        "wishes": {**vars(wishes), "request_key": "", "billing": columns_of(wishes.billing)},
        "expected_total": expected_total,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def columns_of(address: Address | None) -> dict[str, str] | None:
    """As orders keep it."""
    # `asdict` copies each text for many times as long.
    return dict(vars(address)) if address else None
