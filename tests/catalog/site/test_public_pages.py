"""Pages of a real catalogue, for readers whom nobody knows."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product
from tests.factories.catalog import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths() -> list[str]:
    product = make_offer().product
    return ["/", f"/categories/{product.category.slug}/", f"/products/{product.slug}/"]


def test_cached_pages_ask_the_database_nothing(
    client: Client, paths: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]

    with django_assert_num_queries(0):
        assert [client.get(path).status_code for path in paths] == [200, 200, 200]


def test_pages_are_the_same_for_everyone(client: Client, paths: list[str]) -> None:
    stranger = [client.get(path) for path in paths]
    client.cookies["sessionid"] = "somebody"
    somebody = [client.get(path) for path in paths]

    assert [response.content for response in stranger] == [response.content for response in somebody]
    for response in (*stranger, *somebody):
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert (
            response["Cache-Control"]
            == "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
        )


def test_pages_are_not_sent_twice(client: Client, paths: list[str]) -> None:
    for path in paths:
        etag = client.get(path)["ETag"]

        again = client.get(path, headers={"If-None-Match": etag})

        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert again["Cache-Control"].startswith("public")


def test_changed_page_is_sent_again(client: Client, paths: list[str]) -> None:
    etag = client.get(paths[2])["ETag"]
    Product.objects.update(name="Renamed")
    cache.clear()

    again = client.get(paths[2], headers={"If-None-Match": etag})

    assert again.status_code == 200
    assert "Renamed" in again.content.decode()


def test_head_answers_like_get(client: Client, paths: list[str]) -> None:
    for path in paths:
        head, get = client.head(path), client.get(path)

        assert (head.status_code, head["ETag"], head.content) == (200, get["ETag"], b"")
