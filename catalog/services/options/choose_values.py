"""Say which values of its product's options each variant has."""

from collections.abc import Mapping

from django.db import IntegrityError, connection, transaction

from catalog.errors import OptionsRefused
from catalog.jobs import ring_mirror_relay
from catalog.models import Product, VariantOption

# What each variant has: its key, then the values' keys by those of their options; None takes a value away.
Chosen = Mapping[int, Mapping[int, int | None]]


def choose_values(*, product_id: int, chosen: Chosen) -> None:
    """Let variants of this product have these values; what is not named stays as it is.

    All at once, so that two variants can change places. Raises OptionsRefused when two variants would be the same
    or something named is not this product's; Product.DoesNotExist.
    """
    with transaction.atomic():
        product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
        if product.variants.filter(pk__in=chosen).count() < len(chosen):
            raise OptionsRefused("These variants are not all of this product.")
        now = _now(product_id)
        changed = {
            (variant_id, option_id): value_id
            for variant_id, values in chosen.items()
            for option_id, value_id in values.items()
            if now.get((variant_id, option_id)) != value_id
        }
        try:
            with transaction.atomic():
                _write(product_id, changed)
        except IntegrityError as error:
            raise OptionsRefused(_reason(error)) from error
        ring_mirror_relay()


def _now(product_id: int) -> dict[tuple[int, int], int]:
    rows = VariantOption.objects.filter(product=product_id)
    return {
        (variant_id, option_id): value_id
        for variant_id, option_id, value_id in rows.values_list("variant_id", "option_id", "value_id")
    }


def _write(product_id: int, changed: Mapping[tuple[int, int], int | None]) -> None:
    variants = {variant_id for variant_id, _ in changed}
    before = VariantOption.objects.filter(product=product_id, variant__in=variants)
    gone = [pk for pk, *pair in before.values_list("pk", "variant_id", "option_id") if tuple(pair) in changed]
    VariantOption.objects.filter(pk__in=gone).delete()
    VariantOption.objects.bulk_create(
        VariantOption(variant_id=variant_id, option_id=option_id, value_id=value_id)
        for (variant_id, option_id), value_id in changed.items()
        if value_id is not None
    )
    with connection.cursor() as cursor:
        # Asked here, where it can still be told; it would be asked at the end otherwise.
        cursor.execute("SET CONSTRAINTS variant_combination_once IMMEDIATE")
        cursor.execute("SET CONSTRAINTS variant_combination_once DEFERRED")


def _reason(error: IntegrityError) -> str:
    cause = error.__cause__
    name = getattr(getattr(cause, "diag", None), "constraint_name", None)
    if name == "variant_combination_once":
        return "Two variants have the same values. Each combination is there once."
    return "These values are not all of options of this product."
