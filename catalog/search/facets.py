"""The facets of a product in the search, and how many products of a category have each.

A facet is a text: "price:2" (the band), "available:yes", "colour:Moss", and those of `catalog.search.attributes`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from catalog.models import FacetCount
from catalog.money import Money, exponent
from catalog.search.attributes.counted import AttributeFacet, attribute_facets
from catalog.search.attributes.filters import known_filters
from catalog.search.attributes.options import OptionFacet, option_facets
from catalog.search.readers import search_reader
from catalog.search.shelves import shelves_below

# Where one band of prices ends and the next begins, in major units of the shop's currency.
BANDS = (25, 50, 100, 250, 500, 1000)
PRICE, COLOUR, AVAILABLE = "price:", "colour:", "available:yes"
MOST_COLOURS = 20


@dataclass(frozen=True)
class Band:
    """Prices from `least` on and below `limit`; `limit` is None in the dearest band."""

    least: Money
    limit: Money | None
    products: int


@dataclass(frozen=True)
class Colour:
    name: str
    products: int


@dataclass(frozen=True)
class Facets:
    """What the products of a category are like. What none of them has is left out."""

    available: int
    bands: tuple[Band, ...]
    colours: tuple[Colour, ...]
    options: tuple[OptionFacet, ...]
    attributes: tuple[AttributeFacet, ...]


def band_limits() -> list[int]:
    """BANDS in minor units of the shop's currency."""
    return [limit * 10 ** exponent(settings.SHOP_CURRENCY) for limit in BANDS]


def read_facets(category_slug: str | None) -> Facets:
    """The facets of a category with all below it, or of the whole shop when it is None. Raises CatalogUnavailable."""
    with search_reader():
        filters = known_filters()
        counts = FacetCount.objects.filter(products__gt=0)
        if category_slug is not None:
            counts = counts.filter(category_id__in=shelves_below(category_slug))
        found = dict(counts.values_list("facet").annotate(sum=Sum("products")).order_by())
    return Facets(
        available=found.get(AVAILABLE, 0),
        bands=_bands(found),
        colours=_colours(found),
        options=option_facets(found),
        attributes=attribute_facets(filters, found),
    )


def recount_facets() -> int:
    """Count all entries anew and mend the table; return how many counts were wrong.

    The caller holds the lock of `catalog.search.refresh`, so that no entry changes meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT)
        return int(cursor.fetchone()[0])


RECOUNT = """
WITH counted AS (
    SELECT category_id, facet, count(*) AS products
    FROM catalog_searchentry, unnest(facets) AS facet GROUP BY category_id, facet
), gone AS (
    DELETE FROM catalog_facetcount AS kept
    WHERE NOT EXISTS (
        SELECT 1 FROM counted WHERE counted.category_id = kept.category_id AND counted.facet = kept.facet
    ) RETURNING products <> 0 AS is_wrong
), mended AS (
    INSERT INTO catalog_facetcount AS kept (category_id, facet, products)
    SELECT category_id, facet, products FROM counted
    ON CONFLICT (category_id, facet) DO UPDATE SET products = excluded.products
    WHERE kept.products <> excluded.products
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone WHERE is_wrong) + (SELECT count(*) FROM mended)
"""


def _bands(found: Mapping[str, int]) -> tuple[Band, ...]:
    limits: Sequence[int] = band_limits()
    money = [Money(minor, settings.SHOP_CURRENCY) for minor in (0, *limits)]
    return tuple(
        Band(least=least, limit=limit, products=found[f"{PRICE}{number}"])
        for number, (least, limit) in enumerate(zip(money, [*money[1:], None], strict=True))
        if f"{PRICE}{number}" in found
    )


def _colours(found: Mapping[str, int]) -> tuple[Colour, ...]:
    """The most common first."""
    colours = [
        Colour(name=facet.removeprefix(COLOUR), products=products)
        for facet, products in found.items()
        if facet.startswith(COLOUR)
    ]
    return tuple(sorted(colours, key=lambda colour: (-colour.products, colour.name))[:MOST_COLOURS])
