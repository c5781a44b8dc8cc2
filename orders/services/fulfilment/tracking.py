"""Who carries a shipment and how it is followed, checked."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from orders.carriers import carrier_code, tracking_url
from orders.errors import ShipmentRefused
from orders.models import Fulfilment


@dataclass(frozen=True)
class Tracking:
    """`url` is where the parcel is followed: what was given, or the carrier's own page; "" for neither."""

    carrier: str
    number: str
    url: str


def checked_tracking(*, carrier: str, number: str, url: str) -> Tracking:
    """What was typed in its final form. ShipmentRefused, with the name of the field, when it cannot be kept."""
    code, trimmed = carrier_code(carrier), number.strip()
    given = url.strip()
    if given and urlsplit(given).scheme not in {"http", "https"}:
        raise ShipmentRefused("An address for tracking begins with https://.", field="tracking_url")
    tracking = Tracking(code, trimmed, given or tracking_url(code, trimmed))
    for field, text in (("carrier", code), ("tracking_number", trimmed), ("tracking_url", tracking.url)):
        longest = getattr(Fulfilment._meta.get_field(field), "max_length", None)
        if len(text) > (longest or 0):
            raise ShipmentRefused(f"This is longer than {longest} characters.", field=field)
    return tracking
