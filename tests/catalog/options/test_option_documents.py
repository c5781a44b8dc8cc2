"""Options on their way to shoppers: one statement, members of a document where there is something to choose."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.mirror.documents.product import product_document, product_view
from catalog.mirror.relay import relay_mirror
from catalog.mirror.rows import OptionRow, ProductRow, ValueRow, VariantRow
from catalog.mirror.source import load_by_slugs
from catalog.mirror.view import OptionView, ValueView
from catalog.models import OptionValue, Product
from tests.catalog.mirror.rows import CHAIR, OAK
from tests.factories.catalog import ProductFactory, VariantFactory, choose, make_offer, make_option

COLOUR = OptionRow("Colour", (ValueRow(1, "Oak", "#c8a165"), ValueRow(2, "Ash", ""), ValueRow(3, "Elm", "")))
SIZE = OptionRow("Size", (ValueRow(4, "Small", ""), ValueRow(5, "Large", "")))
OAK_SMALL = replace(OAK, value_ids=(1, 4))
ASH_LARGE = replace(OAK, id=8, sku="CH-2", value_ids=(2, 5))


def document_of(*variants: VariantRow, options: tuple[OptionRow, ...] = (COLOUR, SIZE)) -> dict[str, Any]:
    row: ProductRow = replace(CHAIR, variants=variants, options=options)
    return json.loads(json.dumps(product_document(row, "EUR")))  # type: ignore[no-any-return]  # it is one


def test_document_tells_of_options_and_of_what_each_variant_is() -> None:
    document = document_of(OAK_SMALL, ASH_LARGE)

    assert document["options"] == [
        ["Colour", [["Oak", "#c8a165"], ["Ash", ""]]],
        ["Size", [["Small", ""], ["Large", ""]]],
    ]
    assert [variant["values"] for variant in document["variants"]] == [["Oak", "Small"], ["Ash", "Large"]]


def test_shoppers_get_what_the_document_tells() -> None:
    view = product_view(document_of(OAK_SMALL, ASH_LARGE), 1, str)

    assert view.options == (
        OptionView("Colour", (ValueView("Oak", "#c8a165"), ValueView("Ash", ""))),
        OptionView("Size", (ValueView("Small", ""), ValueView("Large", ""))),
    )
    assert [variant.values for variant in view.variants] == [("Oak", "Small"), ("Ash", "Large")]


def test_values_of_variants_without_a_price_are_left_out() -> None:
    document = document_of(OAK_SMALL, replace(ASH_LARGE, price_minor=None))

    assert document["options"] == [["Colour", [["Oak", "#c8a165"]]], ["Size", [["Small", ""]]]]


@pytest.mark.parametrize(
    ("variants", "options"),
    [((OAK,), ()), ((OAK_SMALL, OAK), (COLOUR, SIZE)), ((replace(OAK, value_ids=(1,)),), (COLOUR, SIZE))],
)
def test_document_is_as_ever_where_nothing_can_be_asked(
    variants: tuple[VariantRow, ...], options: tuple[OptionRow, ...]
) -> None:
    without = tuple(replace(variant, value_ids=()) for variant in variants)

    assert document_of(*variants, options=options) == document_of(*without, options=())
    assert product_view(document_of(OAK), 1, str).options == ()


@pytest.fixture
def product() -> Product:
    """Oak, small, on sale."""
    product: Product = ProductFactory(slug="chair", published=True)
    (small,) = make_option(product, "Size", "Small")
    oak, _ = make_option(product, "Colour", "Oak", "Ash")
    OptionValue.objects.filter(pk=oak.pk).update(swatch="#c8a165")
    choose(make_offer(product=product), oak, small)
    return product


@pytest.mark.django_db
def test_options_come_with_the_product_in_one_statement(product: Product) -> None:
    with CaptureQueriesContext(connection) as queries:
        row = load_by_slugs(["chair"])["chair"]

    assert len(queries) == 1
    assert [
        (option.name, [(value.name, value.swatch) for value in option.values]) for option in row.options
    ] == [("Size", [("Small", "")]), ("Colour", [("Oak", "#c8a165"), ("Ash", "")])]
    assert set(row.variants[0].value_ids) == set(
        OptionValue.objects.exclude(name="Ash").values_list("pk", flat=True)
    )


@pytest.mark.django_db
def test_variant_without_values_has_none(product: Product) -> None:
    VariantFactory(product=product)

    assert [bool(each.value_ids) for each in load_by_slugs(["chair"])["chair"].variants] == [True, False]


@pytest.mark.django_db
def test_programs_read_options_and_values(product: Product, client: Client) -> None:
    relay_mirror()

    answer = client.get("/api/v1/products/chair/").json()

    assert answer["options"] == [
        {"name": "Size", "values": [{"name": "Small", "swatch": ""}]},
        {"name": "Colour", "values": [{"name": "Oak", "swatch": "#c8a165"}]},
    ]
    assert answer["variants"][0]["values"] == ["Small", "Oak"]
    assert answer["variants"][0]["name"] == "Small / Oak"
