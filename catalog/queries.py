"""Questions about the catalogue that PostgreSQL answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, QuerySet
from django.db.models.functions import Now

from assets3d.models import Asset, Revision
from catalog.models import (
    Category,
    Collection,
    Price,
    Product,
    SizeAcceptance,
    Variant,
    VariantOption,
    WantedPicture,
)
from catalog.sizes import Difference, Size, UnitGuess, differences, guess_unit
from catalog.states import ProductState, WantedState

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
    return (
        Looks(is_published=True, names=look_names(revision))
        if revision
        else Looks(is_published=False, names=())
    )


def look_names(revision: Revision) -> tuple[str, ...]:
    """The names of the revision's material variants, in their order."""
    report = revision.conversion.report or {}
    return tuple(report.get("variants", ()))


def reasons_against_revision(revision: Revision) -> list[str]:
    """What on sale would lose its look if this revision were shown, one sentence for each variant."""
    names = look_names(revision)
    bound = (
        Variant.objects.filter(
            product__asset=revision.asset_id, product__state=ProductState.PUBLISHED, is_active=True
        )
        .exclude(material_variant__in=["", *names])
        .select_related("product")
    )
    return [
        f"“{variant.product.name}”, “{variant.name}” is sold with the look “{variant.material_variant}”, "
        "which this file does not have."
        for variant in bound
    ]


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
    return [
        *_missing_prices(variants),
        *_missing_choices(product, variants),
        *_missing_looks(product, variants),
        *(mismatch.sentence for mismatch in size_mismatches(product)),
    ]


@dataclass(frozen=True)
class SizeMismatch:
    """A variant that the published revision shows in another size than is stated, which nobody has accepted."""

    variant: Variant
    revision: Revision
    differences: tuple[Difference, ...]
    guess: UnitGuess | None

    @property
    def sentence(self) -> str:
        sides = ", ".join(
            f"{each.side} {each.modelled:,.0f} mm instead of {each.stated:,.0f}" for each in self.differences
        )
        hint = (
            f" It looks like {self.guess.meant} that were read as {self.guess.read_as} (times {self.guess.factor:.4g})."
            if self.guess
            else ""
        )
        return f"The 3D model is not as large as “{self.variant.name}” is said to be: {sides}.{hint}"


def size_mismatches(product: Product, revision: Revision | None = None) -> list[SizeMismatch]:
    """The offered variants whose sizes are to be corrected or accepted; none while no model is published.

    revision: looked at in place of the published one.
    """
    if revision is None:
        revision = product.asset.published_revision if product.asset else None
    model = _model_size(revision) if revision else None
    if revision is None or model is None:
        return []
    tolerance = size_tolerance_percent(product.category)
    accepted = {
        acceptance.variant_id: acceptance.size
        for acceptance in SizeAcceptance.objects.filter(variant__product=product, revision=revision)
    }
    return [
        SizeMismatch(variant, revision, found, guess_unit(variant.stated_size, model, tolerance))
        for variant in product.variants.filter(is_active=True)
        if (found := differences(variant.stated_size, model, tolerance))
        and accepted.get(variant.pk) != variant.stated_size
    ]


def merchant_products(merchant_id: int) -> QuerySet[Product]:
    """The merchant's products in every state, newest first, with all that their programs are told: thirteen queries."""
    prices = (
        Price.objects.from_now_on()
        .annotate(is_current=ExpressionWrapper(Q(valid__contains=Now()), output_field=BooleanField()))
        .order_by("currency", "valid")
    )
    return (
        Product.objects.filter(merchant=merchant_id)
        .select_related("category", "product_type", "tax_class")
        .prefetch_related(
            "variants",
            Prefetch("variants__prices", prices),
            "variants__stock__location",
            Prefetch("variants__chosen_values", VariantOption.objects.select_related("option", "value")),
            "options__values",
            "attribute_values__attribute",
            "attribute_values__choice",
            Prefetch("collections", Collection.objects.filter(merchant=merchant_id).order_by("slug")),
            "media",
            Prefetch("wanted_pictures", WantedPicture.objects.exclude(state=WantedState.FETCHED)),
        )
        .order_by("-created_at", "-pk")
    )


def _model_size(revision: Revision) -> Size | None:
    """Out of the report, which has metres and puts the height, glTF's y, second."""
    bounds = ((revision.conversion.report or {}).get("result") or {}).get("bounds")
    if not bounds:
        return None
    width, height, depth = bounds["size"]
    return Size(width, depth, height).times(1000)


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


def _missing_choices(product: Product, variants: Iterable[Variant]) -> list[str]:
    """Shoppers could not tell what they get of an option of which a variant has no value."""
    options = dict(product.options.values_list("pk", "name"))
    if not options:
        return []
    chosen = set(VariantOption.objects.filter(product=product).values_list("variant_id", "option_id"))
    return [
        f"Say which “{name}” the variant “{variant.name}” is, or stop offering it."
        for variant in variants
        for option_id, name in options.items()
        if (variant.pk, option_id) not in chosen
    ]


def _missing_looks(product: Product, variants: Iterable[Variant]) -> list[str]:
    named = [variant for variant in variants if variant.material_variant]
    if product.asset is None:
        return [
            f"{who} names a look of a 3D model, but the product has no 3D model."
            for who, _ in _who_shows(product, named)
        ]
    looks = looks_of(product.asset)
    if not looks.is_published:
        return [f"The 3D model “{product.asset.title}” is not published yet. Publish it first."]
    known = ", ".join(looks.names) or "none"
    missed = [variant for variant in named if variant.material_variant not in looks.names]
    return [
        f"{who} shows the look “{look}”, which the 3D model does not have. It has: {known}."
        for who, look in _who_shows(product, missed)
    ]


def _who_shows(product: Product, variants: Iterable[Variant]) -> list[tuple[str, str]]:
    """Who says so, and the look: an option's value once for all variants that have it, otherwise the variant."""
    told = {
        (choice.variant_id, choice.value.material_variant): f"The value “{choice.value}” of “{choice.option}”"
        for choice in VariantOption.objects.filter(product=product).select_related("option", "value")
    }
    shown = [(variant, variant.material_variant) for variant in variants]
    return list(
        dict.fromkeys((told.get((variant.pk, look), f"“{variant.name}”"), look) for variant, look in shown)
    )
