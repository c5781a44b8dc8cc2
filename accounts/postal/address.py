"""An address, as typed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostalAddress:
    """Where something goes. `country` is an ISO 3166 code of two letters, `region` as addresses there write it.

    Parts that a country's addresses do not have are "".
    """

    name: str
    line1: str
    line2: str
    postcode: str
    city: str
    country: str
    company: str = ""
    region: str = ""
    phone: str = ""
