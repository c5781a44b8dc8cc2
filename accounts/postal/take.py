"""Addresses that can be taken as they were typed, told without a form."""

from collections.abc import Mapping

from accounts.postal.address import PostalAddress
from accounts.postal.countries import is_country
from accounts.postal.form import AUTOCOMPLETE, LONGEST, LONGEST_LINE
from accounts.postal.layout import Part, layout_of

NOTHING: Mapping[str, str] = dict.fromkeys(AUTOCOMPLETE, "")


def taken(typed: Mapping[str, str], *, has_phone: bool) -> PostalAddress | None:
    """What `AddressForm` makes of an address that it takes; None when only the form can tell, and say what is wrong.

    Making the fields of a form and what they look like costs many times what looking at an address does.
    """
    if not is_country(typed["country"]):
        return None
    parts = {part.name: part for part in layout_of(typed["country"]).parts}
    if any(not _fits(part, typed.get(name, "")) for name, part in parts.items()):
        return None
    for name, text in typed.items():
        if name in parts or name == "country" or not text:
            continue
        if name != "phone" or not has_phone or not _is_plain(name, text):
            return None
    postcode = typed.get("postcode", "").upper()
    return PostalAddress(**{**NOTHING, **typed, "postcode": postcode})


def _fits(part: Part, text: str) -> bool:
    if not text:
        return not part.is_required
    if part.choices:
        return any(text == written for written, _ in part.choices)
    return _is_plain(part.name, text) and (part.name != "postcode" or part.accepts(text.upper()))


def _is_plain(name: str, text: str) -> bool:
    """Nothing to be stripped, nothing that is not written, and not too long."""
    return text.isprintable() and text == text.strip() and len(text) <= LONGEST.get(name, LONGEST_LINE)
