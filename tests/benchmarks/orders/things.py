"""What is bought, out of the sample's shop."""

from django.db.models import F

from catalog.models import Stock, Variant
from catalog.states import ProductState

PLENTY = 20


def plentiful_variants(count: int = 200) -> list[Variant]:
    """Variants on sale of which there are PLENTY, the oldest first. Raises LookupError if there is none."""
    stock = Stock.objects.filter(
        on_hand__gte=F("allocated") + PLENTY,
        variant__is_active=True,
        variant__product__state=ProductState.PUBLISHED,
    )
    found = [row.variant for row in stock.select_related("variant").order_by("pk")[:count]]
    if not found:
        raise LookupError("Nothing is left in the shop that is measured.")
    return found
