"""Columns that say something of products under an attribute, whatever it is called."""

import re
from collections.abc import Callable

from catalog.exchange.reading.columns import AttributeColumn

# Of one list; the others are counted with the columns that are not taken.
MOST_ATTRIBUTES = 100
LONGEST_SLUG, LONGEST_NAME = 60, 80
OWN = re.compile(r"attribute:\s*(?P<slug>\S.*)", re.IGNORECASE)
METAFIELD = re.compile(
    r"(?P<name>\S.*?)\s*\(product\.metafields\.(?P<space>[^.()]+)\.(?P<key>[^()]+)\)", re.IGNORECASE
)
NOT_OF_SLUGS = re.compile(r"[^a-z0-9_-]+")
# The namespace that merchants' own metafields are in.
OWN_SPACE = "custom"


AttributeOf = Callable[[str], AttributeColumn | None]


def own_attribute(header: str) -> AttributeColumn | None:
    """The attribute of a column called `attribute:<slug>`."""
    found = OWN.fullmatch(header.strip())
    if found is None:
        return None
    told = found["slug"]
    return _column(told, told.replace("-", " ").replace("_", " ").capitalize())


def shopify_attribute(header: str) -> AttributeColumn | None:
    """The attribute of a metafield, whose column is called `<name> (product.metafields.<namespace>.<key>)`."""
    found = METAFIELD.fullmatch(header.strip())
    if found is None:
        return None
    key, space = found["key"], found["space"]
    return _column(key if space.lower() == OWN_SPACE else f"{space}-{key}", found["name"])


def shopify_header(column: AttributeColumn) -> str:
    """What a metafield is called that `shopify_attribute` reads as this attribute."""
    return f"{column.name} (product.metafields.{OWN_SPACE}.{column.slug})"


def _column(told: str, name: str) -> AttributeColumn | None:
    slug = NOT_OF_SLUGS.sub("-", told.lower()).strip("-")[:LONGEST_SLUG]
    return AttributeColumn(slug, name[:LONGEST_NAME]) if slug else None
