"""The addresses of published products for the sitemap, in parts by number, so that a part never moves.

Asked of PostgreSQL: an index answers without reading a document, and a part is asked for about once an hour.
"""

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Max

from catalog.errors import CatalogUnavailable
from catalog.models import Product

# Numbers, of which some are drafts or gone; sitemaps may list 50,000 pages each.
NUMBERS_A_PART = 10_000


def count_parts() -> int:
    """How many parts there are, the first being 1. Raises CatalogUnavailable."""
    try:
        highest = Product.objects.published().aggregate(highest=Max("pk"))["highest"] or 0
    except DatabaseError as error:
        raise CatalogUnavailable("The catalogue does not answer.") from error
    return -(-highest // NUMBERS_A_PART)


def slugs_of_part(part: int) -> list[str]:
    """The products for sale whose numbers lie in this part, in one query. Raises CatalogUnavailable."""
    numbers = ((part - 1) * NUMBERS_A_PART, part * NUMBERS_A_PART)
    for_sale = Product.objects.for_sale(settings.SHOP_CURRENCY)
    try:
        return list(
            for_sale.filter(pk__gt=numbers[0], pk__lte=numbers[1])
            .order_by("pk")
            .values_list("slug", flat=True)
        )
    except DatabaseError as error:
        raise CatalogUnavailable("The catalogue does not answer.") from error
