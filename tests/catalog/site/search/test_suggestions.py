"""What is suggested to whoever is still typing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from catalog.mirror.read import read_categories
from catalog.mirror.relay import relay_mirror
from catalog.search.readers import suggestion_reader
from catalog.search.refresh import relay_search
from catalog.search.words import known_synonyms
from catalog.site.search.suggestions import MOST_PRODUCTS
from tests.catalog.site.pages import Page
from tests.factories.catalog import CategoryFactory, ProductFactory, make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


@pytest.fixture
def shop() -> None:
    """Chairs, an oak table in another category, and a draft."""
    chairs = CategoryFactory(name="Oak chairs", slug="oak-chairs")
    tables = CategoryFactory(name="Tables", slug="tables")
    for number in range(8):
        make_offer(
            product=ProductFactory(
                published=True, name=f"Chair {number}", slug=f"chair-{number}", category=chairs
            )
        )
    make_offer(product=ProductFactory(published=True, name="Oak table", slug="oak-table", category=tables))
    ProductFactory(name="Oak draft", slug="oak-draft", category=tables)
    relay_mirror()
    relay_search()


def suggested(client: Client, text: str) -> list[str]:
    response = client.get("/search/suggestions/", {"q": text})
    assert response.status_code == 200
    return [link["href"] for link in Page(response.content.decode()).all("a")]


def test_categories_and_products_are_suggested_by_how_they_begin(client: Client) -> None:
    assert suggested(client, "tab") == ["/categories/tables/", "/products/oak-table/"]
    assert suggested(client, "oak ta") == ["/products/oak-table/"]
    assert suggested(client, "OAK C")[0] == "/categories/oak-chairs/"


def test_only_a_few_are_suggested(client: Client) -> None:
    chairs = [address for address in suggested(client, "chai") if address.startswith("/products/")]

    assert len(chairs) == MOST_PRODUCTS


@pytest.mark.parametrize("text", ["", "o", " o ", "-- ?", "zzzzzzzz"])
def test_what_says_little_suggests_nothing(text: str, client: Client) -> None:
    response = client.get("/search/suggestions/", {"q": text})

    assert (response.status_code, response.content) == (200, b"")


def test_more_than_a_field_holds_is_refused(client: Client) -> None:
    assert client.get("/search/suggestions/", {"q": "x" * 201}).status_code == 400
    assert client.get("/search/suggestions/", {"q": "oak\0 ta'<b>"}).status_code == 200


def test_options_are_links_that_a_list_can_hold(client: Client) -> None:
    markup = client.get("/search/suggestions/", {"q": "tab"}).content.decode()

    assert [(link["role"], link["tabindex"], link["aria-selected"]) for link in Page(markup).all("a")] == [
        ("option", "-1", "false")
    ] * 2
    assert "Oak table" in markup


def test_answers_may_be_kept_by_every_cache(client: Client) -> None:
    response = client.get("/search/suggestions/", {"q": "tab"})

    assert "public" in response["Cache-Control"]
    assert "s-maxage" in response["Cache-Control"]
    assert not response.cookies
    again = client.get("/search/suggestions/", {"q": "tab"}, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_suggestions_cost_as_many_queries_as_a_search(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    known_synonyms()
    read_categories()

    with django_assert_num_queries(2):
        suggested(client, "chai")
    with django_assert_num_queries(0):
        suggested(client, "c")


def test_no_entry_is_looked_at_that_an_index_can_leave_out(client: Client) -> None:
    known_synonyms()
    with CaptureQueriesContext(connection) as queries:
        suggested(client, "oak ta")
    statements = [query["sql"] for query in queries if "catalog_searchentry" in query["sql"]]

    with connection.cursor() as cursor:
        # Of so few rows PostgreSQL would read all; what it does when it may not is what it does with many.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement in statements:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
            assert "catalog_searchentry" not in read_whole(cursor.fetchone()[0][0]["Plan"])
    assert statements


def read_whole(plan: dict[str, Any]) -> set[str]:
    """The tables that a plan reads from one end to the other."""
    own = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return own.union(*(read_whole(below) for below in plan.get("Plans", ())))


def test_crowd_of_typing_people_leaves_room_for_searches(client: Client) -> None:
    with suggestion_reader():
        assert suggested(client, "tab")
        with suggestion_reader():
            assert client.get("/search/suggestions/", {"q": "tab"}).status_code == 503
            assert client.get("/search/", {"q": "table"}).status_code == 200


def test_search_field_says_where_suggestions_are(client: Client) -> None:
    for address in ("/", "/search/"):
        [field] = [
            field
            for field in Page(client.get(address).content.decode()).all("input")
            if field.get("name") == "q"
        ]
        assert field["data-suggestions"] == "/search/suggestions/"
