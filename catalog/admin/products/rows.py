"""What the list of products shows of each, gathered with the list's own query."""

from django.conf import settings
from django.db.models import F, Max, Min, OuterRef, QuerySet, Subquery, Sum

from assets3d.models import Rendition
from assets3d.states import RenditionRole
from catalog.models import Price, Product, Stock


def with_offer_facts(products: QuerySet[Product]) -> QuerySet[Product]:
    """Each product with `poster_key`, `lowest_minor`, `highest_minor` and `available`; None where unknown."""
    offered = (
        Price.objects.current(settings.SHOP_CURRENCY)
        .filter(variant__product=OuterRef("pk"), variant__is_active=True)
        .values("variant__product")
    )
    stock = Stock.objects.filter(variant__product=OuterRef("pk"), variant__is_active=True).values(
        "variant__product"
    )
    poster = Rendition.objects.filter(
        conversion=OuterRef("asset__published_revision__conversion"),
        role=RenditionRole.POSTER_256,
        material_variant="",
    )
    return products.select_related("category", "merchant", "asset").annotate(
        poster_key=Subquery(poster.values("key")[:1]),
        lowest_minor=Subquery(offered.annotate(least=Min("amount_minor")).values("least")),
        highest_minor=Subquery(offered.annotate(most=Max("amount_minor")).values("most")),
        available=Subquery(stock.annotate(left=Sum(F("on_hand") - F("allocated"))).values("left")),
    )
