"""Where buyers send back what they bought of a merchant."""

from django_countries import countries

from accounts.models import Merchant, MerchantDetails
from accounts.postal.address import PostalAddress
from accounts.postal.label import label_lines


def send_to(merchant: Merchant) -> tuple[str, ...]:
    """Line by line: what the merchant says, else the address of their invoices; empty while neither is known.

    Reads the merchant's details.
    """
    details: MerchantDetails | None = getattr(merchant, "details", None)
    if details is None:
        return ()
    said = (" ".join(line.split()) for line in details.return_address.splitlines())
    return tuple(line for line in said if line) or _of_invoices(details)


def _of_invoices(details: MerchantDetails) -> tuple[str, ...]:
    address = PostalAddress(
        name=details.legal_name,
        line1=details.line1,
        line2=details.line2,
        postcode=details.postcode,
        city=details.city,
        country=details.country.code,
    )
    return (*label_lines(address), str(countries.name(details.country.code)))
