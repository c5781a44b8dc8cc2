"""Who carries a shipment and how it is followed, checked."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from orders.carriers import carrier_code, tracking_url
from orders.errors import ShipmentRefused
from orders.models.fulfilments import MOST_OF_A_CARRIER, MOST_OF_A_NUMBER, MOST_OF_AN_ADDRESS


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
    if given and not _is_of_a_page(given):
        raise ShipmentRefused("An address for tracking begins with https://.", field="tracking_url")
    tracking = Tracking(code, trimmed, given or tracking_url(code, trimmed))
    for field, longest, text in (
        ("carrier", MOST_OF_A_CARRIER, code),
        ("tracking_number", MOST_OF_A_NUMBER, trimmed),
        ("tracking_url", MOST_OF_AN_ADDRESS, tracking.url),
    ):
        if len(text) > longest:
            raise ShipmentRefused(f"This is longer than {longest} characters.", field=field)
        if not text.isprintable():
            raise ShipmentRefused("This holds characters that nobody can read.", field=field)
    return tracking


def _is_of_a_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
