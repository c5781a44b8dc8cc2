"""Programs say what shoppers choose of a product, and what each variant is of it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import OptionValue, Product, ProductOption, Variant
from tests.catalog.api.writing.program import PRODUCTS, Program, Told, address_of, etag_of
from tests.factories.catalog import CategoryFactory, ProductFactory, VariantFactory, choose, make_option

pytestmark = pytest.mark.django_db

COLOUR = {
    "name": "Colour",
    "values": [{"name": "Oak", "material_variant": "oak", "swatch": "#c8a26b"}, {"name": "Ash"}],
}
SIZE = {"name": "Size", "values": [{"name": "Small"}, {"name": "Large"}]}


@pytest.fixture
def product(program: Program) -> Product:
    """A chair in two colours, of which it has one variant each."""
    product: Product = ProductFactory(merchant=program.merchant, slug="chair")
    for value in make_option(product, "Colour", "Oak", "Ash"):
        choose(VariantFactory(product=product, sku=value.name.upper()), value)
    return product


def put(program: Program, product: Product, body: object, **headers: str) -> Told:
    return program.ask("PUT", address_of(product, "options/"), body, **{"If_Match": "*", **headers})


def plain(product: Product) -> list[tuple[str, list[str]]]:
    """Options and values by name, in their order."""
    return [
        (option.name, [value.name for value in option.values.all()])
        for option in product.options.prefetch_related("values")
    ]


def variant(sku: str) -> Variant:
    return Variant.objects.get(sku=sku)


def test_product_is_made_with_options_that_name_its_variants(program: Program) -> None:
    CategoryFactory(slug="chairs")
    body = {
        "name": "Chair",
        "category": "chairs",
        "options": [COLOUR, SIZE],
        "variants": [
            {"sku": "A", "options": {"Colour": "Oak", "size": "LARGE"}},
            {"sku": "B", "options": {"Colour": "Ash", "Size": "Large"}},
            {"sku": "C", "name": "Of no colour yet"},
        ],
    }

    told = program.ask("POST", PRODUCTS, body)

    assert told.status == 201
    assert [
        (each["name"], each["options"], each["material_variant"]) for each in told.document["variants"]
    ] == [
        ("Oak / Large", {"Colour": "Oak", "Size": "Large"}, "oak"),
        ("Ash / Large", {"Colour": "Ash", "Size": "Large"}, ""),
        ("Of no colour yet", {}, ""),
    ]
    colour, size = told.document["options"]
    ids = [value.pop("id") for value in colour["values"]]
    assert ids == list(OptionValue.objects.filter(option=colour["id"]).values_list("pk", flat=True))
    assert colour["values"] == [
        {"name": "Oak", "material_variant": "oak", "swatch": "#c8a26b"},
        {"name": "Ash", "material_variant": "", "swatch": ""},
    ]
    assert (size["name"], [value["name"] for value in size["values"]]) == ("Size", ["Small", "Large"])


@pytest.mark.parametrize("number", [2, 50])
def test_options_and_choices_cost_the_same_however_many(number: int, program: Program) -> None:
    CategoryFactory(slug="chairs")
    names = [str(each) for each in range(number)]
    body = {
        "name": "Chair",
        "category": "chairs",
        "options": [{"name": "No.", "values": [{"name": name} for name in names]}],
        "variants": [{"sku": name, "options": {"No.": name}} for name in names],
    }
    program.ask("GET", PRODUCTS)

    with CaptureQueriesContext(connection) as queries:
        told = program.ask("POST", PRODUCTS, body)

    assert (told.status, len(told.document["variants"])) == (201, number)
    assert len(queries) == 46


def test_options_are_replaced_and_rows_keep_their_numbers(program: Program, product: Product) -> None:
    oak = OptionValue.objects.get(name="Oak")
    ash = OptionValue.objects.get(name="Ash")
    changed = {
        "id": oak.option_id,
        "name": "Wood",
        "values": [{"name": "ash"}, {"name": "Elm"}, {"id": oak.pk, "name": "White oak"}],
    }

    told = put(program, product, {"options": [SIZE, changed]}, If_Match=etag_of(product))

    assert (told.status, told.answer["ETag"]) == (200, etag_of(product))
    assert plain(product) == [("Size", ["Small", "Large"]), ("Wood", ["ash", "Elm", "White oak"])]
    assert {value.name: value.pk for value in OptionValue.objects.filter(pk__in=[oak.pk, ash.pk])} == {
        "White oak": oak.pk,
        "ash": ash.pk,
    }
    assert [variant("OAK").name, variant("ASH").name] == ["White oak", "ash"]


def test_variants_change_places_while_a_value_goes(program: Program, product: Product) -> None:
    elm = {"name": "Colour", "values": [{"name": "Oak"}, {"name": "Elm"}]}
    choices = [
        {"variant": variant("OAK").pk, "options": {"Colour": "Elm"}},
        {"variant": variant("ASH").pk, "options": {"Colour": "Oak"}},
    ]

    told = put(program, product, {"options": [elm], "choices": choices})

    assert told.status == 200
    assert [variant("OAK").name, variant("ASH").name] == ["Elm", "Oak"]
    assert plain(product) == [("Colour", ["Oak", "Elm"])]


def test_last_option_goes_when_no_variant_has_it(program: Program, product: Product) -> None:
    assert put(program, product, {"options": []}).problem == (409, "options_refused")
    choices = [{"variant": each.pk, "options": {"Colour": None}} for each in product.variants.all()]

    told = put(program, product, {"options": [], "choices": choices})

    assert (told.status, told.document["options"]) == (200, [])
    assert [variant("OAK").combination, variant("OAK").name] == [None, "Oak"]


def test_saying_the_same_again_changes_nothing(program: Program, product: Product) -> None:
    same = {"options": [{"name": "Colour", "values": [{"name": "Oak"}, {"name": "Ash"}]}]}
    before = etag_of(product)

    told = put(program, product, same)

    assert (told.status, told.answer["ETag"]) == (200, before)


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, {"#/options": "required"}),
        ({"options": "x"}, {"#/options": "not_a_list"}),
        ({"options": [{**SIZE, "name": ""}]}, {"#/options/0/name": "blank"}),
        ({"options": [{"name": "a" * 41, "values": []}]}, {"#/options/0/name": "max_length"}),
        (
            {"options": [SIZE, {**SIZE, "name": "sIZE"}]},
            {"#/options/0/name": "duplicate", "#/options/1/name": "duplicate"},
        ),
        ({"options": [SIZE] * 6}, {"#/options": "max_length"}),
        (
            {"options": [{"name": "a", "values": [{"name": "b"}, {"name": "B", "swatch": ""}]}]},
            {"#/options/0/values/0/name": "duplicate", "#/options/0/values/1/name": "duplicate"},
        ),
        (
            {"options": [{"name": "a", "values": [{"name": "b", "swatch": "red", "look": 1}]}]},
            {"#/options/0/values/0/look": "unknown"},
        ),
        (
            {"options": [{"name": "a", "values": [{"name": "b", "swatch": "red"}]}]},
            {"#/options/0/values/0/swatch": "invalid"},
        ),
        ({"options": [{**SIZE, "id": 2**63}]}, {"#/options/0/id": "max_value"}),
        (
            {"options": [], "choices": [{"variant": 0, "options": {"Colour": 1}}]},
            {"#/choices/0/variant": "min_value"},
        ),
    ],
)
def test_what_is_wrong_with_options_is_said_of_each_field(
    body: dict[str, Any], places: dict[str, str], program: Program, product: Product
) -> None:
    told = put(program, product, body)

    assert (told.problem, told.places) == ((400, "invalid"), places)
    assert plain(product) == [("Colour", ["Oak", "Ash"])]


def test_choice_that_the_product_does_not_have_is_said_at_its_place(
    program: Program, product: Product
) -> None:
    new = {"variants": [{"sku": "E", "name": "x"}, {"sku": "F", "options": {"Colour": "Elm"}}]}
    unknown = {"options": [SIZE], "choices": [{"variant": variant("OAK").pk, "options": {"Weight": "1"}}]}

    added = program.ask("POST", address_of(product, "variants/"), new)
    changed = program.ask("PATCH", address_of(variant("OAK")), {"options": {"Color": "Ash"}}, If_Match="*")

    assert added.places == {"#/variants/1/options/Colour": "choice_unknown"}
    assert changed.places == {"#/options/Color": "choice_unknown"}
    assert put(program, product, unknown).places == {"#/choices/0/options/Weight": "choice_unknown"}
    assert (Variant.objects.count(), plain(product)) == (2, [("Colour", ["Oak", "Ash"])])


def test_two_variants_cannot_be_the_same(program: Program, product: Product) -> None:
    changed = program.ask("PATCH", address_of(variant("OAK")), {"options": {"Colour": "Ash"}}, If_Match="*")
    added = program.ask(
        "POST", address_of(product, "variants/"), {"variants": [{"sku": "E", "options": {"Colour": "Ash"}}]}
    )

    assert changed.problem == added.problem == (409, "options_refused")
    assert (variant("OAK").name, Variant.objects.count()) == ("Oak", 2)


def test_rows_of_others_cannot_be_named(program: Program, product: Product) -> None:
    [value] = make_option(ProductFactory(merchant=program.merchant), "Height", "Low")
    foreign = value.option
    stranger = VariantFactory()

    renamed = put(program, product, {"options": [{"id": foreign.pk, "name": "Mine", "values": []}]})
    chosen = put(program, product, {"options": [SIZE], "choices": [{"variant": stranger.pk, "options": {}}]})

    assert renamed.problem == (409, "options_refused")
    assert chosen.problem == (404, "own_variant_not_found")
    assert Program().ask("PUT", address_of(product, "options/"), {"options": []}, If_Match="*").status == 404
    assert ProductOption.objects.get(pk=foreign.pk).name == "Height"


def test_names_cannot_change_places_in_one_step(program: Program, product: Product) -> None:
    oak, ash = OptionValue.objects.order_by("position")
    values = [{"id": oak.pk, "name": "Ash"}, {"id": ash.pk, "name": "Oak"}]

    told = put(program, product, {"options": [{"name": "Colour", "values": values}]})

    assert told.problem == (409, "options_refused")
    assert plain(product) == [("Colour", ["Oak", "Ash"])]


def test_options_need_the_version_that_was_read(program: Program, product: Product) -> None:
    assert put(program, product, {"options": [SIZE]}, If_Match="").problem == (428, "version_missing")
    assert put(program, product, {"options": [SIZE]}, If_Match='"1"').problem == (412, "version_mismatch")
    assert plain(product) == [("Colour", ["Oak", "Ash"])]
