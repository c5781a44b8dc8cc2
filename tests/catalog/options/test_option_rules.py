"""What the database refuses, whoever writes: options, values and variants that do not belong together."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.models import OptionValue, Product, ProductOption, Variant, VariantOption
from tests.factories.catalog import OptionValueFactory, ProductFactory, VariantFactory, choose, make_option
from tests.factories.threads import side_by_side, somebody_else, wait_for_a_lock

pytestmark = pytest.mark.django_db


def run_sql(statement: str, *arguments: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def combinations_of(product: Product) -> list[str | None]:
    return list(product.variants.order_by("pk").values_list("combination", flat=True))


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        (
            "product_option_once_a_name",
            "INSERT INTO catalog_productoption (product_id, name, position) SELECT product_id, 'COLOUR', 1"
            " FROM catalog_productoption",
        ),
        ("product_option_has_a_name", "UPDATE catalog_productoption SET name = ''"),
        (
            "option_value_once_a_name",
            "INSERT INTO catalog_optionvalue (option_id, name, position) SELECT id, 'oak', 1"
            " FROM catalog_productoption",
        ),
        ("option_value_has_a_name", "UPDATE catalog_optionvalue SET name = ''"),
        ("option_value_swatch_is_a_colour", "UPDATE catalog_optionvalue SET swatch = 'red'"),
    ],
)
def test_names_and_swatches_are_bounded(constraint: str, statement: str) -> None:
    make_option(ProductFactory(), "Colour", "Oak")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        run_sql(statement)


def test_two_products_may_have_options_of_one_name() -> None:
    for _ in range(2):
        make_option(ProductFactory(), "Colour", "Oak")

    assert ProductOption.objects.filter(name="Colour").count() == 2


def test_variant_has_one_value_of_an_option() -> None:
    variant = VariantFactory()
    oak, ash = make_option(variant.product, "Colour", "Oak", "Ash")
    choose(variant, oak)

    with pytest.raises(IntegrityError, match="variant_option_once"), transaction.atomic():
        choose(variant, ash)


def test_variant_has_no_value_of_another_option() -> None:
    variant = VariantFactory()
    (oak,) = make_option(variant.product, "Colour", "Oak")
    (small,) = make_option(variant.product, "Size", "Small")

    with pytest.raises(IntegrityError, match="variant_option_has_its_options_value"), transaction.atomic():
        VariantOption.objects.create(variant=variant, option=oak.option, value=small)


def test_variant_has_no_option_of_another_product() -> None:
    foreign = OptionValueFactory()
    variant = VariantFactory()

    with (
        pytest.raises(IntegrityError, match="variant_option_is_of_its_options_product"),
        transaction.atomic(),
    ):
        choose(variant, foreign)


PARTINGS: dict[str, Callable[[Variant, Product], object]] = {
    "variant_option_is_of_its_variants_product": lambda variant, other: Variant.objects.filter(
        pk=variant.pk
    ).update(product=other),
    "variant_option_is_of_its_options_product": lambda variant, other: ProductOption.objects.filter(
        product=variant.product_id
    ).update(product=other),
    "variant_option_has_its_options_value": lambda variant, other: OptionValue.objects.filter(
        option__product=variant.product_id
    ).update(option=make_option(other, "Size", "Small")[0].option),
}


@pytest.mark.parametrize("constraint", PARTINGS)
def test_what_belongs_together_is_not_parted(constraint: str) -> None:
    variant, other = VariantFactory(), ProductFactory()
    choose(variant, *make_option(variant.product, "Colour", "Oak"))

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PARTINGS[constraint](variant, other)


def test_two_variants_are_not_the_same_combination() -> None:
    one = VariantFactory()
    another = VariantFactory(product=one.product)
    (oak,) = make_option(one.product, "Colour", "Oak")
    choose(one, oak)
    run_sql("SET CONSTRAINTS variant_combination_once IMMEDIATE")

    with pytest.raises(IntegrityError, match="variant_combination_once"), transaction.atomic():
        choose(another, oak)

    assert combinations_of(one.product) == [str(oak.pk), None]


def test_two_variants_change_places() -> None:
    one = VariantFactory()
    another = VariantFactory(product=one.product)
    oak, ash = make_option(one.product, "Colour", "Oak", "Ash")
    choose(one, oak)
    choose(another, ash)

    VariantOption.objects.filter(variant=one).update(value=ash)
    VariantOption.objects.filter(variant=another).update(value=oak)

    connection.check_constraints()
    assert combinations_of(one.product) == [str(ash.pk), str(oak.pk)]


def test_product_goes_with_all_that_is_chosen_of_it() -> None:
    variant = VariantFactory()
    choose(variant, *make_option(variant.product, "Colour", "Oak"))

    variant.product.delete()

    assert not VariantOption.objects.exists()
    assert not ProductOption.objects.exists()


def editor_of(variant: Variant, value: OptionValue) -> Callable[[], bool]:
    """Somebody who gives the variant this value, and is told whether that worked."""

    def edit() -> bool:
        try:
            choose(variant, value)
        except IntegrityError:
            return False
        return True

    return edit


@pytest.mark.django_db(transaction=True)
def test_two_editors_make_the_same_combination() -> None:
    one = VariantFactory()
    another = VariantFactory(product=one.product)
    (oak,) = make_option(one.product, "Colour", "Oak")

    answers = side_by_side([editor_of(one, oak), editor_of(another, oak)])

    assert sorted(answers) == [False, True]
    assert sorted(combinations_of(one.product), key=str) == [str(oak.pk), None]


@pytest.mark.django_db(transaction=True)
def test_editor_who_waits_for_a_product_is_in_nobodys_way() -> None:
    one = VariantFactory()
    another = VariantFactory(product=one.product)
    (oak,) = make_option(one.product, "Colour", "Oak")

    held = threading.Event()
    edit = editor_of(another, oak)

    with somebody_else(lambda: held.wait() and edit()) as answer, transaction.atomic():
        Product.objects.filter(pk=one.product_id).update(version=0)
        held.set()
        wait_for_a_lock(answer)
        choose(one, oak)

    assert not answer.result()
    assert combinations_of(one.product) == [str(oak.pk), None]
