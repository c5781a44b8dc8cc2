"""Categories, collections and attributes in the API."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.mirror.collected import relay_collections
from catalog.mirror.relay import relay_mirror
from catalog.states import AttributeKind
from tests.factories.catalog import (
    ProductFactory,
    make_attribute,
    make_category,
    make_collection,
    make_offer,
)

pytestmark = pytest.mark.django_db

API = "http://testserver/api/v1"
SEATS = {
    "slug": "seats",
    "name": "Seats",
    "description": "",
    "parent": None,
    "url": f"{API}/categories/seats/",
    "products": f"{API}/products/?category=seats",
}
CHAIRS = {
    "slug": "chairs",
    "name": "Chairs",
    "description": "",
    "parent": "seats",
    "url": f"{API}/categories/chairs/",
    "products": f"{API}/products/?category=chairs",
}
SUMMER = {
    "slug": "summer",
    "name": "Summer",
    "description": "For hot days",
    "url": f"{API}/collections/summer/",
}
PATHS = (
    *("/api/v1/categories/", "/api/v1/categories/seats/", "/api/v1/collections/"),
    *("/api/v1/collections/summer/", "/api/v1/attributes/"),
)


@pytest.fixture(autouse=True)
def _shop() -> None:
    """Two products on a shelf below another, picked into a collection."""
    chairs = make_category("Chairs", below=make_category("Seats"))
    products = [
        make_offer(product=ProductFactory(published=True, slug=slug, category=chairs)).product
        for slug in ("a", "b")
    ]
    make_collection("Summer", *reversed(products), description="For hot days")
    relay_mirror()
    relay_collections()


def test_categories_are_listed_as_a_tree(client: Client) -> None:
    assert client.get("/api/v1/categories/").json() == {"items": [CHAIRS, SEATS]}


def test_category_tells_the_way_to_it_and_what_hangs_on_it(client: Client) -> None:
    assert client.get("/api/v1/categories/seats/").json() == {
        **SEATS,
        "above": [],
        "below": [{"slug": "chairs", "name": "Chairs"}],
    }
    assert client.get("/api/v1/categories/chairs/").json() == {
        **CHAIRS,
        "above": [{"slug": "seats", "name": "Seats"}],
        "below": [],
    }


def test_category_lists_what_stands_below_it(client: Client) -> None:
    address = client.get("/api/v1/categories/seats/").json()["products"]

    listed = client.get(address.removeprefix("http://testserver")).json()["items"]

    assert sorted(product["slug"] for product in listed) == ["a", "b"]
    assert listed[0]["category"]["above"] == [{"slug": "seats", "name": "Seats"}]


def test_collections_are_listed(client: Client) -> None:
    assert client.get("/api/v1/collections/").json() == {"items": [SUMMER]}


def test_collection_tells_its_products_page_by_page_in_its_order(client: Client) -> None:
    first = client.get("/api/v1/collections/summer/?limit=1&fields=slug")
    body = first.json()

    assert body["collection"] == SUMMER
    assert body["items"] == [{"slug": "b"}]
    assert first["Link"] == f'<{body["next"]}>; rel="next"'
    second = client.get(body["next"].removeprefix("http://testserver")).json()
    assert (second["items"], second["next"]) == ([{"slug": "a"}], None)


def test_attributes_are_listed_with_their_choices(client: Client) -> None:
    wood = make_attribute(AttributeKind.CHOICE, name="Wood", position=2)
    for position, name in enumerate(("Walnut", "Oak")):
        wood.choices.create(name=name, position=position)
    make_attribute(AttributeKind.NUMBER, name="Seat", unit="cm", position=1)

    with CaptureQueriesContext(connection) as queries:
        told = client.get("/api/v1/attributes/").json()

    assert told == {
        "items": [
            {"slug": "seat", "name": "Seat", "kind": "number", "unit": "cm", "choices": []},
            {"slug": "wood", "name": "Wood", "kind": "choice", "unit": "", "choices": ["Walnut", "Oak"]},
        ]
    }
    assert len(queries) == 1


@pytest.mark.parametrize("path", PATHS)
def test_answer_is_cacheable_by_anybody_and_not_sent_twice(path: str, client: Client) -> None:
    first = client.get(path)

    with CaptureQueriesContext(connection) as queries:
        again = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Cache-Control"].startswith("public, max-age=0, s-maxage=60")
    assert not first.cookies
    assert len(queries) == 0


@pytest.mark.parametrize("path", PATHS[:4])
def test_answer_costs_no_query_when_redis_forgot(path: str, client: Client) -> None:
    cache.clear()

    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200

    assert len(queries) == 0


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("categories/hats/", 404, "category_not_found"),
        ("collections/winter/", 404, "collection_not_found"),
        ("collections/summer/?cursor=nonsense", 400, "bad_cursor"),
        ("collections/summer/?limit=101", 400, "invalid"),
        ("collections/summer/?fields=price", 400, "invalid"),
    ],
)
def test_nonsense_is_refused(path: str, status: int, code: str, client: Client) -> None:
    answer = client.get(f"/api/v1/{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_index_leads_to_everything(client: Client) -> None:
    index = client.get("/api/v1/").json()

    for name in ("products", "categories", "collections", "attributes"):
        assert client.get(index[name].removeprefix("http://testserver")).status_code == 200
