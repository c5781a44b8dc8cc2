"""Variants take name, look and swatch from their values, whoever changes what."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import MirrorEntry, OptionValue, Product, ProductOption, Variant, VariantOption
from tests.factories.catalog import ProductFactory, VariantFactory, choose, make_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair() -> Variant:
    """Small, of oak."""
    variant: Variant = VariantFactory(name="As it was typed", material_variant="typed", swatch="#111111")
    (oak, _) = make_option(variant.product, "Colour", "Oak", "Ash")
    (small,) = make_option(variant.product, "Size", "Small")
    choose(variant, small, oak)
    return variant


def told_of(variant: Variant) -> tuple[str, str, str]:
    variant.refresh_from_db()
    return variant.name, variant.material_variant, variant.swatch


def version_of(product: Product) -> int:
    return Product.objects.values_list("version", flat=True).get(pk=product.pk)


def test_name_is_the_values_in_the_order_of_the_options(chair: Variant) -> None:
    assert told_of(chair) == ("Oak / Small", "typed", "#111111")


def test_name_that_does_not_fit_ends_with_an_ellipsis(chair: Variant) -> None:
    OptionValue.objects.filter(name="Oak").update(name="O" * 60)
    OptionValue.objects.filter(name="Small").update(name="S" * 60)

    assert told_of(chair)[0] == "O" * 60 + " / " + "S" * 16 + "…"


CHANGES: dict[str, tuple[Callable[[Variant], object], tuple[str, str, str]]] = {
    "value renamed": (
        lambda chair: OptionValue.objects.filter(name="Oak").update(name="Pale oak"),
        ("Pale oak / Small", "typed", "#111111"),
    ),
    "value of the variant changed": (
        lambda chair: VariantOption.objects.filter(value__name="Oak").update(
            value=OptionValue.objects.get(name="Ash")
        ),
        ("Ash / Small", "typed", "#111111"),
    ),
    "value of the variant taken away": (
        lambda chair: VariantOption.objects.filter(value__name="Oak").delete(),
        ("Small", "typed", "#111111"),
    ),
    "options in another order": (
        lambda chair: ProductOption.objects.filter(name="Colour").update(position=7),
        ("Small / Oak", "typed", "#111111"),
    ),
    "value names a look": (
        lambda chair: OptionValue.objects.filter(name="Oak").update(material_variant="oak", swatch="#c8a26b"),
        ("Oak / Small", "oak", "#c8a26b"),
    ),
    "neighbouring value names a look": (
        lambda chair: OptionValue.objects.filter(name="Ash").update(material_variant="ash", swatch="#eeeeee"),
        ("Oak / Small", "", ""),
    ),
    "variant written to": (
        lambda chair: Variant.objects.filter(pk=chair.pk).update(name="Typed again", swatch="#222222"),
        ("Oak / Small", "typed", "#222222"),
    ),
    "variant that was read before": (lambda chair: chair.save(), ("Oak / Small", "typed", "#111111")),
    "all values taken away": (
        lambda chair: VariantOption.objects.all().delete(),
        ("Oak / Small", "typed", "#111111"),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_variant_follows(chair: Variant, change: str) -> None:
    act, expected = CHANGES[change]

    act(chair)

    assert told_of(chair) == expected


def test_first_option_with_looks_decides() -> None:
    variant = VariantFactory()
    (small,) = make_option(variant.product, "Size", "Small")
    (oak,) = make_option(variant.product, "Colour", "Oak")
    (brass,) = make_option(variant.product, "Legs", "Brass")
    choose(variant, small, oak, brass)

    OptionValue.objects.filter(pk=brass.pk).update(material_variant="brass")
    OptionValue.objects.filter(pk=oak.pk).update(material_variant="oak")

    assert told_of(variant)[1] == "oak"


def test_variant_without_values_is_as_it_was_typed() -> None:
    variant = VariantFactory(name="Typed", material_variant="typed")
    make_option(variant.product, "Colour", "Oak")

    assert (*told_of(variant), variant.combination) == ("Typed", "typed", "", None)


TOUCHES: dict[str, Callable[[Variant], object]] = {
    "option renamed": lambda chair: ProductOption.objects.filter(name="Colour").update(name="Wood"),
    "option added": lambda chair: ProductOption.objects.create(product=chair.product, name="Legs"),
    "option taken away": lambda chair: (
        make_option(chair.product, "Legs") or ProductOption.objects.filter(name="Legs").delete()
    ),
    "value without variants renamed": lambda chair: OptionValue.objects.filter(name="Ash").update(name="X"),
    "value moved": lambda chair: OptionValue.objects.filter(name="Ash").update(position=9),
    "value taken away": lambda chair: OptionValue.objects.filter(name="Ash").delete(),
    **{name: act for name, (act, _) in CHANGES.items() if not name.startswith("variant that was read")},
}


@pytest.mark.parametrize("change", TOUCHES)
def test_product_gets_a_new_version(chair: Variant, change: str) -> None:
    before = version_of(chair.product)
    MirrorEntry.objects.all().delete()

    TOUCHES[change](chair)

    assert version_of(chair.product) > before
    assert MirrorEntry.objects.filter(product_id=chair.product_id).exists()


def test_what_changes_nothing_makes_no_version(chair: Variant) -> None:
    before = version_of(chair.product)

    OptionValue.objects.filter(name="Oak").update(name="Oak")
    VariantOption.objects.filter(value__name="Oak").update(value=OptionValue.objects.get(name="Oak"))
    Variant.objects.filter(pk=chair.pk).update(combination="")

    assert version_of(chair.product) == before


def test_hundred_variants_are_named_by_one_statement() -> None:
    product = ProductFactory()
    values = make_option(product, "Number", *(str(number) for number in range(100)))
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"V-{number}", name="?") for number in range(100)
    )

    with CaptureQueriesContext(connection) as queries:
        VariantOption.objects.bulk_create(
            VariantOption(variant=variant, option_id=value.option_id, value=value)
            for variant, value in zip(variants, values, strict=True)
        )

    assert len(queries) == 1
    assert set(product.variants.values_list("name", flat=True)) == {str(number) for number in range(100)}
