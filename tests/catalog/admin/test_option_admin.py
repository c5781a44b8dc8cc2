"""What merchants do with the options of their products in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.models import OptionValue, Product, ProductOption, Variant, VariantOption
from catalog.services.options.make_variants import make_missing_variants
from tests.catalog.admin.test_product_admin import messages_of, page_of, row_of, typed
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ProductFactory, make_offer, make_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    product: Product = ProductFactory(slug="chair")
    return product


@pytest.fixture
def keeper(client: Client, product: Product) -> Client:
    """Logged in as somebody who works for the product's merchant."""
    user = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=product.merchant)
    client.force_login(user)
    return client


def with_options(*options: dict[str, Any], kept: int = 0) -> dict[str, Any]:
    """What the browser sends of the options, of which the first `kept` were there already."""
    data: dict[str, Any] = {"options-TOTAL_FORMS": len(options), "options-INITIAL_FORMS": kept}
    for number, option in enumerate(options):
        row = {"position": number, **option}
        data.update({f"options-{number}-{name}": value for name, value in row.items()})
    return data


def options_of(product: Product) -> dict[str, list[str]]:
    return {option.name: [value.name for value in option.values.all()] for option in product.options.all()}


def make_values(product: Product) -> list[OptionValue]:
    """Oak and ash, and a variant for each, which can be bought."""
    values = make_option(product, "Colour", "Oak", "Ash")
    make_offer(product=product, name="Oak")
    make_offer(product=product, name="Ash")
    make_missing_variants(product_id=product.pk)
    return values


def rows_of(product: Product, *changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        row_of(variant, **change) for variant, change in zip(product.variants.all(), changes, strict=True)
    ]


def kept_option(option: ProductOption, **changes: Any) -> dict[str, Any]:
    values = "\n".join(value.name for value in option.values.all())
    return {"id": option.pk, "name": option.name, "position": option.position, "values": values, **changes}


def test_options_are_saved_with_their_values(keeper: Client, product: Product) -> None:
    options = with_options(
        {"name": "Colour", "values": "Oak\r\n\r\n Ash "}, {"name": "Size", "values": "Small"}
    )

    answer = keeper.post(page_of(product), typed(product, **options))

    assert answer.status_code == 302
    assert options_of(product) == {"Colour": ["Oak", "Ash"], "Size": ["Small"]}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([{"name": "Colour", "values": "Oak\noak"}], "each of its values once"),
        ([{"name": "Colour", "values": "O" * 61}], "60 at most"),
        ([{"name": "Colour"}, {"name": "colour"}], "an option of this name already"),
        ([{"name": f"Option {number}"} for number in range(6)], "5 options at most"),
    ],
)
def test_options_that_cannot_be_are_refused_on_the_page(
    keeper: Client, product: Product, options: list[dict[str, Any]], said: str
) -> None:
    answer = keeper.post(page_of(product), typed(product, **with_options(*options)))

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert options_of(product) == {}


def test_value_that_variants_have_stays(keeper: Client, product: Product) -> None:
    option = make_values(product)[0].option
    options = with_options(kept_option(option, values="Ash"), kept=1)

    answer = keeper.post(page_of(product), typed(product, *rows_of(product, {}, {}), **options))

    assert messages_of(answer)[0] == "Variants have “Oak”. Give them other values of “Colour” first."
    assert options_of(product) == {"Colour": ["Oak", "Ash"]}


def test_option_that_variants_have_is_not_deleted(keeper: Client, product: Product) -> None:
    option = make_values(product)[0].option
    options = with_options(kept_option(option, DELETE="on"), kept=1)

    answer = keeper.post(page_of(product), typed(product, *rows_of(product, {}, {}), **options))

    assert answer.status_code == 200
    assert options_of(product) == {"Colour": ["Oak", "Ash"]}


def test_missing_variants_are_made_at_the_push_of_a_button(keeper: Client, product: Product) -> None:
    options = with_options({"name": "Colour", "values": "Oak\nAsh"})
    keeper.post(page_of(product), typed(product, **options))
    options = with_options(kept_option(product.options.get()), kept=1)

    answer = keeper.post(page_of(product), typed(product, **options, _make_variants="1"))

    assert messages_of(answer)[-1] == "2 variants were made. What is made is offered once you say so."
    assert list(product.variants.values_list("name", "is_active")) == [("Oak", False), ("Ash", False)]


def test_button_says_what_is_missing(keeper: Client, product: Product) -> None:
    options = with_options({"name": "Colour", "values": ""})

    answer = keeper.post(page_of(product), typed(product, **options, _make_variants="1"))

    assert messages_of(answer)[-1] == "Give each option at least one value first."


def test_variants_change_places(keeper: Client, product: Product) -> None:
    oak, ash = make_values(product)
    field = f"option_{oak.option_id}"
    options = with_options(kept_option(oak.option), kept=1)
    rows = rows_of(product, {field: ash.pk}, {field: oak.pk})

    keeper.post(page_of(product), typed(product, *rows, **options))

    assert list(product.variants.values_list("name", flat=True)) == ["Ash", "Oak"]


def test_twins_are_refused_beside_the_field(keeper: Client, product: Product) -> None:
    oak, _ = make_values(product)
    field = f"option_{oak.option_id}"
    options = with_options(kept_option(oak.option), kept=1)

    answer = keeper.post(
        page_of(product), typed(product, *rows_of(product, {field: oak.pk}, {field: oak.pk}), **options)
    )

    assert answer.context["inline_admin_formsets"][1].forms[1].errors[field]
    assert VariantOption.objects.filter(value=oak).count() == 1


def test_new_variant_is_named_by_its_value(keeper: Client, product: Product) -> None:
    oak, ash = make_values(product)
    (elm,) = [OptionValue.objects.create(option=oak.option, name="Elm", position=2)]
    field = f"option_{oak.option_id}"
    options = with_options(kept_option(oak.option), kept=1)
    rows = rows_of(product, {field: oak.pk}, {field: ash.pk})

    keeper.post(
        page_of(product),
        {**typed(product, *rows, {"name": "", "sku": "E", field: elm.pk}, **options)},
    )

    assert Variant.objects.get(sku="E").name == "Elm"


def test_foreign_value_is_no_choice(keeper: Client, product: Product) -> None:
    oak, ash = make_values(product)
    (foreign,) = make_option(ProductFactory(), "Colour", "Secret")
    field = f"option_{oak.option_id}"
    options = with_options(kept_option(oak.option), kept=1)

    answer = keeper.post(
        page_of(product),
        typed(product, *rows_of(product, {field: foreign.pk}, {field: ash.pk}), **options),
    )

    assert answer.context["inline_admin_formsets"][1].forms[0].errors[field]


def test_look_and_colour_of_a_value_are_said_on_its_options_page(keeper: Client, product: Product) -> None:
    oak, _ = make_values(product)
    OptionValue.objects.filter(pk=oak.pk).update(material_variant="oak")
    data = {
        "name": "Wood",
        "position": 0,
        "values-TOTAL_FORMS": 1,
        "values-INITIAL_FORMS": 1,
        "values-0-id": oak.pk,
        "values-0-option": oak.option_id,
        "values-0-name": "Pale oak",
        "values-0-material_variant": "oak",
        "values-0-swatch": "#C8A26B",
        "values-0-position": 0,
    }

    answer = keeper.post(f"/admin/catalog/productoption/{oak.option_id}/change/", data)

    assert answer.status_code == 302
    variant = Variant.objects.get(name="Pale oak")
    assert (variant.material_variant, variant.swatch) == ("oak", "#c8a26b")
    assert ProductOption.objects.get().name == "Wood"


def test_page_asks_no_more_for_more_variants(keeper: Client, product: Product) -> None:
    make_values(product)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert keeper.get(page_of(product)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    make_option(product, "Size", *(str(number) for number in range(8)))
    VariantOption.objects.all().delete()
    make_missing_variants(product_id=product.pk)

    assert product.variants.count() == 18
    assert queries() == few
