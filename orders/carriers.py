"""Who carries parcels, and where each shows how far one has come. Plain strings; knows no framework.

The addresses are those that the carriers' own pages for tracking lead to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote


@dataclass(frozen=True)
class Carrier:
    """`template` is the address of the page about a parcel, with {number} for its number."""

    name: str
    template: str


CARRIERS: Mapping[str, Carrier] = MappingProxyType(
    {
        "dhl": Carrier("DHL", "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}"),
        "dhl-de": Carrier(
            "DHL Paket",
            "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}",
        ),
        "dpd": Carrier("DPD", "https://tracking.dpd.de/status/en_US/parcel/{number}"),
        "fedex": Carrier("FedEx", "https://www.fedex.com/fedextrack/?trknbr={number}"),
        "gls": Carrier("GLS", "https://gls-group.com/track/{number}"),
        "hermes": Carrier("Hermes", "https://www.myhermes.de/empfangen/sendungsverfolgung/#{number}"),
        "la-poste": Carrier("La Poste", "https://www.laposte.fr/outils/suivre-vos-envois?code={number}"),
        "post-at": Carrier("Post AT", "https://www.post.at/sv/sendungsdetails?snr={number}"),
        "post-ch": Carrier("Swiss Post", "https://service.post.ch/ekp-web/ui/entry/search/{number}?lang=en"),
        "postnl": Carrier("PostNL", "https://jouw.postnl.nl/track-and-trace/{number}"),
        "royal-mail": Carrier(
            "Royal Mail", "https://www.royalmail.com/track-your-item#/tracking-results/{number}"
        ),
        "ups": Carrier("UPS", "https://www.ups.com/track?tracknum={number}"),
        "usps": Carrier("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}"),
    }
)


def carrier_name(carrier: str) -> str:
    """What people call it; a carrier that is not listed is called what was typed."""
    known = CARRIERS.get(carrier)
    return known.name if known else carrier


def carrier_code(typed: str) -> str:
    """The code of a listed carrier that was named by code or name in any case, else what was typed, trimmed."""
    wanted = " ".join(typed.split())
    for code, carrier in CARRIERS.items():
        if wanted.casefold() in {code, carrier.name.casefold()}:
            return code
    return wanted


def tracking_url(carrier: str, number: str) -> str:
    """Where the listed carrier shows the parcel with this number; "" for others, or without a number."""
    known = CARRIERS.get(carrier)
    return known.template.format(number=quote("".join(number.split()), safe="")) if known and number else ""
