"""Add variants to a product, many at a time, and say something else of one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypedDict

from django.db import IntegrityError, transaction
from django.db.models import Max, Value
from django.db.models.functions import Now

from catalog.errors import SkuTaken
from catalog.jobs import ring_mirror_relay
from catalog.models import Price, Product, Stock, Variant
from catalog.models.prices import span
from catalog.money import Money
from catalog.services.booking import booked_as
from catalog.services.editing.hold_product import Versions, hold_product, own_variant
from catalog.services.options.choose_named import choose_named
from catalog.states import StockReason


class VariantFacts(TypedDict, total=False):
    """Columns of a variant that a merchant fills. What is not in here stays as it is."""

    sku: str
    gtin: str
    mpn: str
    name: str
    position: int
    material_variant: str
    swatch: str
    width_mm: int | None
    depth_mm: int | None
    height_mm: int | None
    weight_g: int | None
    is_active: bool


@dataclass(frozen=True)
class NewVariant:
    """A variant to be, what it costs from now on, and how many there are at the default location.

    `chosen` are the names of its values by those of its product's options.
    """

    facts: VariantFacts
    price: Money | None = None
    compare_at: Money | None = None
    on_hand: int = 0
    chosen: Mapping[str, str | None] = field(default_factory=dict)


def add_variants(
    *,
    product_id: int,
    merchant_id: int,
    versions: Versions,
    variants: Sequence[NewVariant],
    actor_id: int | None,
) -> None:
    """All of them or none. Raises OwnProductNotFound, VersionMismatch, SkuTaken, ChoiceUnknown, OptionsRefused."""
    with transaction.atomic():
        product = hold_product(product_id=product_id, merchant_id=merchant_id, versions=versions)
        write_variants(product=product, variants=variants, actor_id=actor_id)
        ring_mirror_relay()


def update_variant(
    *,
    variant_id: int,
    merchant_id: int,
    versions: Versions,
    changes: VariantFacts,
    chosen: Mapping[str, str | None] | None = None,
) -> int:
    """Write what is said now, and `chosen` as `NewVariant` has it, None for no value; the key of the product.

    Raises OwnVariantNotFound, VersionMismatch, SkuTaken, ChoiceUnknown, OptionsRefused.
    """
    with transaction.atomic():
        variant = own_variant(variant_id=variant_id, merchant_id=merchant_id)
        product = hold_product(product_id=variant.product_id, merchant_id=merchant_id, versions=versions)
        if changes:
            with _only_one_of(merchant_id, [changes.get("sku", variant.sku)]):
                Variant.objects.filter(pk=variant.pk).update(**changes)
        choose_named(product=product, said=[(variant.pk, chosen or {})])
        ring_mirror_relay()
    return variant.product_id


def write_variants(*, product: Product, variants: Sequence[NewVariant], actor_id: int | None) -> None:
    """In the caller's transaction, in as many statements however many they are.

    Raises SkuTaken, ChoiceUnknown, OptionsRefused.
    """
    if not variants:
        return
    last = product.variants.aggregate(last=Max("position"))["last"]
    first_position = 0 if last is None else last + 1
    with _only_one_of(product.merchant_id, [new.facts["sku"] for new in variants]):
        rows = Variant.objects.bulk_create(
            Variant(product=product, **{"position": position, **new.facts})
            for position, new in enumerate(variants, first_position)
        )
    Price.objects.bulk_create(
        Price(
            variant=row,
            currency=new.price.currency,
            amount_minor=new.price.minor,
            compare_at_minor=new.compare_at.minor if new.compare_at else None,
            valid=span(Now(), Value(None)),
        )
        for row, new in zip(rows, variants, strict=True)
        if new.price is not None
    )
    with booked_as(StockReason.OPENING, actor_id=actor_id):
        Stock.objects.bulk_create(
            Stock(variant=row, on_hand=new.on_hand)
            for row, new in zip(rows, variants, strict=True)
            if new.on_hand
        )
    choose_named(
        product=product, said=[(row.pk, new.chosen) for row, new in zip(rows, variants, strict=True)]
    )


@contextmanager
def _only_one_of(merchant_id: int, skus: Sequence[str]) -> Iterator[None]:
    """The database keeps article numbers apart, also of two that are made at once; say which it was."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        taken = Variant.objects.filter(merchant=merchant_id, sku__in=skus).values_list("sku", flat=True)
        if taken:
            raise SkuTaken(
                f"There are variants with these article numbers already: {', '.join(taken)}."
            ) from error
        raise
