"""Options are given values, variants are made of them and chosen among them."""

from collections.abc import Callable

import pytest

from catalog.errors import OptionsRefused
from catalog.models import MirrorEntry, OptionValue, Product, Variant
from catalog.models.options import MOST_COMBINATIONS
from catalog.services.options.choose_values import choose_values
from catalog.services.options.make_variants import make_missing_variants
from catalog.services.options.set_values import set_values
from tests.factories.catalog import ProductFactory, VariantFactory, choose, make_option
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    """A chair in two colours and two sizes, without variants."""
    product: Product = ProductFactory(slug="chair")
    make_option(product, "Colour", "Oak", "Ash")
    make_option(product, "Size", "Small", "Large")
    return product


def names_of(product: Product) -> list[str]:
    return list(product.variants.values_list("name", flat=True))


def value(name: str) -> OptionValue:
    return OptionValue.objects.get(name=name)


def test_set_values_adds_orders_and_removes(product: Product) -> None:
    oak = value("Oak")
    OptionValue.objects.filter(pk=oak.pk).update(swatch="#c8a26b")

    set_values(option_id=oak.option_id, names=["Elm", "OAK"])

    values = list(oak.option.values.values_list("name", "position", "swatch"))
    assert values == [("Elm", 0, ""), ("OAK", 1, "#c8a26b")]
    assert value("OAK").pk == oak.pk


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["Oak", "oak"], "each of its values once"),
        (["Oak", ""], "at least one letter"),
        (["O" * 61], "60 at most"),
        ([str(number) for number in range(101)], "100 values at most"),
        (["Ash"], "Variants have “Oak”"),
    ],
)
def test_set_values_refuses(product: Product, names: list[str], reason: str) -> None:
    oak = value("Oak")
    choose(VariantFactory(product=product), oak)

    with pytest.raises(OptionsRefused, match=reason):
        set_values(option_id=oak.option_id, names=names)

    assert list(oak.option.values.values_list("name", flat=True)) == ["Oak", "Ash"]


def test_make_missing_variants_makes_each_combination_once(product: Product) -> None:
    assert make_missing_variants(product_id=product.pk) == 4

    assert names_of(product) == ["Oak / Small", "Oak / Large", "Ash / Small", "Ash / Large"]
    assert make_missing_variants(product_id=product.pk) == 0
    assert not product.variants.filter(is_active=True).exists()
    assert product.variants.first().sku.startswith("CHAIR-OAK-SMALL-")  # type: ignore[union-attr]  # there are four


def test_make_missing_variants_takes_what_is_called_so_already(product: Product) -> None:
    there = VariantFactory(product=product, name="oak / small")

    assert make_missing_variants(product_id=product.pk) == 3

    there.refresh_from_db()
    assert (there.name, there.is_active) == ("Oak / Small", True)
    assert product.variants.count() == 4


def test_made_article_number_is_free(product: Product) -> None:
    make_missing_variants(product_id=product.pk)
    taken = Variant.objects.get(name="Oak / Small").sku
    choose_values(
        product_id=product.pk,
        chosen={Variant.objects.get(sku=taken).pk: {value("Small").option_id: None}},
    )

    make_missing_variants(product_id=product.pk)

    assert Variant.objects.get(name="Oak / Small").sku == f"{taken}-2"


def test_make_missing_variants_refuses_too_many(product: Product) -> None:
    make_option(product, "Number", *(str(number) for number in range(MOST_COMBINATIONS // 4 + 1)))

    with pytest.raises(OptionsRefused, match="104 variants"):
        make_missing_variants(product_id=product.pk)

    assert names_of(product) == []


@pytest.mark.parametrize("options", [(), ("Legs",)])
def test_make_missing_variants_needs_values(options: tuple[str, ...]) -> None:
    product = ProductFactory()
    for name in options:
        make_option(product, name)

    with pytest.raises(OptionsRefused, match="at least one value"):
        make_missing_variants(product_id=product.pk)


def test_choose_values_lets_variants_change_places(product: Product) -> None:
    make_missing_variants(product_id=product.pk)
    one, another = Variant.objects.get(name="Oak / Small"), Variant.objects.get(name="Ash / Small")
    colour = value("Oak").option_id
    MirrorEntry.objects.all().delete()

    choose_values(
        product_id=product.pk,
        chosen={one.pk: {colour: value("Ash").pk}, another.pk: {colour: value("Oak").pk}},
    )

    assert [Variant.objects.get(pk=each.pk).name for each in (one, another)] == ["Ash / Small", "Oak / Small"]
    assert MirrorEntry.objects.filter(product_id=product.pk).exists()


def test_choose_values_changes_nothing_that_is_so_already(product: Product) -> None:
    make_missing_variants(product_id=product.pk)
    MirrorEntry.objects.all().delete()
    oak = value("Oak")

    choose_values(
        product_id=product.pk,
        chosen={Variant.objects.get(name="Oak / Small").pk: {oak.option_id: oak.pk}},
    )

    assert not MirrorEntry.objects.exists()


REFUSED: dict[str, Callable[[Variant], dict[int, dict[int, int | None]]]] = {
    "same values": lambda variant: {variant.pk: {value("Ash").option_id: value("Ash").pk}},
    "not all of options": lambda variant: {variant.pk: {value("Ash").option_id: value("Small").pk}},
    "variants are not all": lambda variant: {VariantFactory().pk: {value("Ash").option_id: value("Ash").pk}},
}


@pytest.mark.parametrize("reason", REFUSED)
def test_choose_values_refuses(product: Product, reason: str) -> None:
    make_missing_variants(product_id=product.pk)
    variant = Variant.objects.get(name="Oak / Small")

    with pytest.raises(OptionsRefused, match=reason):
        choose_values(product_id=product.pk, chosen=REFUSED[reason](variant))

    variant.refresh_from_db()
    assert variant.name == "Oak / Small"


@pytest.mark.django_db(transaction=True)
def test_two_editors_make_the_variants_once() -> None:
    product = ProductFactory()
    make_option(product, "Colour", "Oak", "Ash")

    made = side_by_side([lambda: make_missing_variants(product_id=product.pk)] * 2)

    assert sorted(made) == [0, 2]
    assert sorted(names_of(product)) == ["Ash", "Oak"]
