"""What can be bought now, read from PostgreSQL."""

from collections.abc import Collection
from dataclasses import dataclass

from catalog.models import Variant
from catalog.models.offers import available_of
from catalog.money import Money
from catalog.states import ProductState


@dataclass(frozen=True)
class Offer:
    """A variant that is sold: its name, price and how many are left."""

    variant_id: int
    name: str
    price: Money
    available: int


def find_offer(variant_id: int, currency: str) -> Offer | None:
    """The offer of this variant; None unless its product is published, it is active and has a price."""
    variant = (
        Variant.objects.filter(pk=variant_id, is_active=True, product__state=ProductState.PUBLISHED)
        .select_related("product")
        .annotate(available=available_of("pk"))
        .first()
    )
    price = variant.prices.current(currency).first() if variant else None
    if variant is None or price is None:
        return None
    return Offer(
        variant_id=variant.pk,
        name=f"{variant.product.name} ({variant.name})",
        price=Money(price.amount_minor, currency),
        available=variant.available,  # type: ignore[attr-defined]  # annotated above
    )


def available_now(variant_ids: Collection[int]) -> dict[int, int]:
    """How many are left of each of these variants, in one query."""
    if not variant_ids:
        return {}
    left = Variant.objects.filter(pk__in=variant_ids).annotate(available=available_of("pk"))
    return dict(left.values_list("pk", "available"))
