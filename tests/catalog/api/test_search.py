"""Searching, filtering and sorting through the API, and what is refused."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.mirror.relay import relay_mirror
from catalog.models import AttributeChoice, Product
from catalog.search.refresh import relay_search
from catalog.services.attributes.set_attribute import set_attribute
from catalog.states import AttributeKind
from tests.factories.catalog import (
    CategoryFactory,
    ProductFactory,
    choose,
    make_attribute,
    make_offer,
    make_option,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]

PRODUCTS = "/api/v1/products/"


@pytest.fixture
def shop() -> None:
    chairs = CategoryFactory(name="Chairs", slug="chairs")
    sofas = CategoryFactory(name="Sofas", slug="sofas")
    for shelf, slug, name, amount, colour in (
        (chairs, "oak-chair", "Oak chair", 30000, "Moss"),
        (chairs, "velvet-chair", "Velvet chair", 9000, "Rust"),
        (sofas, "sofa", "Sofa", 99000, "Moss"),
    ):
        product = ProductFactory(published=True, slug=slug, name=name, category=shelf)
        make_offer(
            product=product,
            amount_minor=amount,
            name=colour,
            swatch="#6b7a4b",
            width_mm=600,
            depth_mm=600,
            height_mm=900,
        )
    relay_mirror()
    relay_search()


def slugs(client: Client, **asked: str | list[str]) -> list[str]:
    return [item["slug"] for item in client.get(PRODUCTS, asked).json()["items"]]


def test_search_finds_by_words_and_filters(client: Client) -> None:
    assert slugs(client, search="chair", sort="price") == ["velvet-chair", "oak-chair"]
    assert slugs(client, search="chair", price_min="90.00", price_max="90") == ["velvet-chair"]
    assert slugs(client, colour=["Moss"], available="true") == ["sofa", "oak-chair"]
    assert slugs(client, fits="90 x 60x60.0", category="chairs", sort="-price") == [
        "oak-chair",
        "velvet-chair",
    ]
    assert slugs(client, fits="89x60x60") == []


def test_search_says_how_many_there_are_and_what_they_are_like(client: Client) -> None:
    answer = client.get(PRODUCTS, {"search": "chiar", "facets": "true"}).json()

    assert (answer["total"], answer["total_is_exact"], answer["searched"]) == (2, True, "chair")
    assert answer["facets"]["available"] == 3
    assert answer["facets"]["colours"] == [{"name": "Moss", "products": 2}, {"name": "Rust", "products": 1}]
    assert [band["products"] for band in answer["facets"]["prices"]] == [1, 1, 1]


def test_search_pages_lead_there_and_back_by_links(client: Client) -> None:
    first = client.get(PRODUCTS, {"sort": "price", "limit": "2", "colour": ["Moss", "Rust"]})

    second = client.get(first.json()["next"])
    again = client.get(second.json()["previous"])

    assert [item["slug"] for item in second.json()["items"]] == ["sofa"]
    assert second.json()["next"] is None
    assert again.json()["items"] == first.json()["items"]
    assert second["Link"] == f'<{second.json()["previous"]}>; rel="previous"'


@pytest.fixture
def oak(shop: None) -> AttributeChoice:
    """What the oak chair is of, and the sofa is not; the sofa is 85 cm high."""
    wood = make_attribute(AttributeKind.CHOICE, name="Wood", is_filter=True)
    oak: AttributeChoice = AttributeChoice.objects.create(attribute=wood, name="Oak")
    height = make_attribute(AttributeKind.NUMBER, name="Height", unit="cm", is_filter=True)
    set_attribute(product_id=Product.objects.get(slug="oak-chair").pk, attribute=wood, value=oak)
    set_attribute(product_id=Product.objects.get(slug="sofa").pk, attribute=height, value=Decimal("85"))
    relay_mirror()
    relay_search()
    return oak


def test_search_filters_by_attributes(client: Client, oak: AttributeChoice) -> None:
    assert slugs(client, **{"attr.wood": [str(oak.pk)]}) == ["oak-chair"]
    assert slugs(client, **{"attr.height.min": "80", "attr.height.max": "85.0"}) == ["sofa"]
    assert slugs(client, **{"attr.height.max": "84.99"}) == []
    assert slugs(client, **{"attr.wood": str(oak.pk), "attr.height.min": "1"}) == []


def test_facets_tell_what_can_be_asked_of_attributes(client: Client, oak: AttributeChoice) -> None:
    facets = client.get(PRODUCTS, {"facets": "true"}).json()["facets"]["attributes"]

    assert facets == [
        {
            "slug": "height", "name": "Height", "kind": "number", "unit": "cm", "values": [],
            "bands": [{"least": "85", "limit": None, "products": 1}],
        },
        {
            "slug": "wood", "name": "Wood", "kind": "choice", "unit": "", "bands": [],
            "values": [{"value": str(oak.pk), "name": "Oak", "products": 1}],
        },
    ]  # fmt: skip


def test_search_filters_by_options(client: Client) -> None:
    sofa = Product.objects.get(slug="sofa")
    (large,) = make_option(sofa, "Size", "Large")
    choose(sofa.variants.get(), large)
    relay_mirror()
    relay_search()

    answer = client.get(PRODUCTS, {"option.size": "Large", "facets": "true"}).json()

    assert [item["slug"] for item in answer["items"]] == ["sofa"]
    assert answer["facets"]["options"] == [{"name": "size", "values": [{"name": "Large", "products": 1}]}]
    assert slugs(client, **{"option.size": "Large", "option.legs": "Steel"}) == []


def test_search_refuses_what_no_attribute_says(client: Client, oak: AttributeChoice) -> None:
    answer = client.get(PRODUCTS, {"attr.wood": "Oak", "attr.height.max": "tall", "attr.brand": "x"})

    assert answer.status_code == 400
    assert [(error["place"], error["code"]) for error in answer.json()["errors"]] == [
        ("attr.wood", "not_a_choice"),
        ("attr.height.max", "not_a_number"),
        ("attr.brand", "unknown"),
    ]


def test_search_with_facets_asks_three_times(
    client: Client, oak: AttributeChoice, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = {"search": "chair", "facets": "true", "attr.wood": str(oak.pk)}
    client.get(PRODUCTS, asked)

    with django_assert_num_queries(3):
        client.get(PRODUCTS, asked)


def test_search_is_cacheable_and_answers_304(client: Client) -> None:
    answer = client.get(PRODUCTS, {"search": "chair"})

    assert answer["Cache-Control"].startswith("public")
    assert (
        client.get(PRODUCTS, {"search": "chair"}, headers={"If-None-Match": answer["ETag"]}).status_code
        == 304
    )


REFUSED = {
    "unknown filter": ({"brand": "x"}, "brand", "unknown"),
    "unknown order": ({"sort": "random"}, "sort", "invalid_choice"),
    "not a price": ({"price_min": "cheap"}, "price_min", "not_an_amount"),
    "a price below nothing": ({"price_max": "-1"}, "price_max", "out_of_range"),
    "not a size": ({"fits": "80x60"}, "fits", "not_a_size"),
    "too long": ({"search": "x" * 201}, "search", "max_length"),
    "absurd page": ({"search": "x", "limit": "100000"}, "limit", "max_value"),
}


@pytest.mark.parametrize(("asked", "place", "code"), REFUSED.values(), ids=REFUSED)
def test_search_refuses(asked: dict[str, str], place: str, code: str, client: Client) -> None:
    answer = client.get(PRODUCTS, asked)

    assert answer.status_code == 400
    assert [(error["place"], error["code"]) for error in answer.json()["errors"]] == [(place, code)]


def test_search_refuses_a_malformed_cursor_and_an_unknown_category(client: Client) -> None:
    malformed = client.get(PRODUCTS, {"search": "chair", "cursor": "x"})
    unknown = client.get(PRODUCTS, {"search": "chair", "category": "hats"})

    assert (malformed.status_code, malformed.json()["code"]) == (400, "bad_cursor")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "category_not_found")
