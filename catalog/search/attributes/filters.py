"""The attributes that shoppers filter by, and the facets that products have under them.

Such a facet is a text: "attribute:7:31" for a choice, "attribute:7:true", "attribute:7:a1b2c3" for a colour, and
"attribute:7:42" for a number of which this is the cell (`catalog.search.attributes.bands`). Keys stand for names,
which may change without a single entry being written anew.
"""

from dataclasses import dataclass

from django.core.cache import cache

from catalog.models import Attribute
from catalog.states import AttributeKind

FILTERS_KEY = "search:filters"
KEEP_SECONDS = 30
ATTRIBUTE = "attribute:"


@dataclass(frozen=True)
class Filter:
    """An attribute to filter by. `choices` are (value, name) in their order: empty for numbers and colours."""

    id: int
    slug: str
    name: str
    kind: AttributeKind
    unit: str
    choices: tuple[tuple[str, str], ...]

    def facet(self, value: str) -> str:
        """The facet of products that say this value."""
        return f"{ATTRIBUTE}{self.id}:{value}"


def known_filters() -> tuple[Filter, ...]:
    """In the attributes' order; up to half a minute old."""
    rows: list[tuple[int, str, str, str, str, list[tuple[str, str]]]] | None = cache.get(FILTERS_KEY)
    if rows is None:
        rows = [
            (each.pk, each.slug, each.name, each.kind, each.unit, _choices(each))
            for each in Attribute.objects.filter(is_filter=True).prefetch_related("choices")
        ]
        cache.set(FILTERS_KEY, rows, KEEP_SECONDS)
    return tuple(
        Filter(pk, slug, name, AttributeKind(kind), unit, tuple((value, called) for value, called in choices))
        for pk, slug, name, kind, unit, choices in rows
    )


def _choices(attribute: Attribute) -> list[tuple[str, str]]:
    if attribute.kind == AttributeKind.BOOLEAN:
        return [("true", "Yes"), ("false", "No")]
    return [(str(choice.pk), choice.name) for choice in attribute.choices.all()]
