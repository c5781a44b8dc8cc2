"""Questions about the catalogue that PostgreSQL answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from assets3d.models import Asset
from catalog.models import Category, Price, Product, Variant

# Where no category says how far a 3D model may be from its stated size.
USUAL_SIZE_TOLERANCE_PERCENT = 5


@dataclass(frozen=True)
class Looks:
    """How a 3D model can look: whether it is published, and the names of its material variants."""

    is_published: bool
    names: tuple[str, ...]


def looks_of(asset: Asset) -> Looks:
    """Out of the published revision; a model that has none has no looks to choose from either."""
    revision = asset.published_revision
    if revision is None:
        return Looks(is_published=False, names=())
    report = revision.conversion.report or {}
    return Looks(is_published=True, names=tuple(report.get("variants", ())))


def size_tolerance_percent(category: Category) -> int:
    """How far 3D models in this category may be from their stated sizes: as the nearest above it says."""
    above = Category.objects.filter(
        path__in=[*category.paths_above, category.path], size_tolerance_percent__isnull=False
    )
    nearest = above.order_by("-depth").values_list("size_tolerance_percent", flat=True).first()
    return USUAL_SIZE_TOLERANCE_PERCENT if nearest is None else int(nearest)


def reasons_against_publishing(product: Product) -> list[str]:
    """What the product still lacks, one sentence for each thing; empty when it can be published."""
    variants = list(product.variants.filter(is_active=True))
    if not variants:
        return ["Add a variant that is offered, with a price."]
    return [*_missing_prices(variants), *_missing_looks(product, variants)]


def _missing_prices(variants: Iterable[Variant]) -> list[str]:
    variants = list(variants)
    priced = set(
        Price.objects.current(settings.SHOP_CURRENCY)
        .filter(variant__in=variants)
        .values_list("variant_id", flat=True)
    )
    return [
        f"Give “{variant.name}” a price in {settings.SHOP_CURRENCY}, or stop offering it."
        for variant in variants
        if variant.pk not in priced
    ]


def _missing_looks(product: Product, variants: Iterable[Variant]) -> list[str]:
    named = [variant for variant in variants if variant.material_variant]
    if product.asset is None:
        return [
            f"“{variant.name}” names a look of a 3D model, but the product has no 3D model."
            for variant in named
        ]
    looks = looks_of(product.asset)
    if not looks.is_published:
        return [f"The 3D model “{product.asset.title}” is not published yet. Publish it first."]
    known = ", ".join(looks.names) or "none"
    return [
        f"“{variant.name}” shows the look “{variant.material_variant}”, which the 3D model does not have. "
        f"It has: {known}."
        for variant in named
        if variant.material_variant not in looks.names
    ]
