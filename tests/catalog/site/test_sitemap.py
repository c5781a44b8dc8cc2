"""What crawlers are told: which pages there are, and which they need not look at."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from xml.etree import ElementTree

import pytest
from django.test import Client

from catalog.exchange import addresses
from catalog.mirror.reading.views import CollectionSummaryView
from catalog.models import Product
from catalog.site.feeds import views as feeds
from tests.factories.catalog import ProductFactory, make_offer
from tests.factories.views import CHAIRS

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CountQueries = Callable[[int], AbstractContextManager[object]]


def places_in(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    found = ElementTree.fromstring(answer.content).iter(f"{S}loc")  # noqa: S314  # our own
    return [(place.text or "").partition("://")[2].partition("/")[2] for place in found]


def numbered(number: int, slug: str) -> Product:
    product: Product = ProductFactory(pk=number, slug=slug, published=True)
    make_offer(product=product)
    return product


@pytest.mark.django_db
def test_parts_together_list_each_product_for_sale_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: CountQueries
) -> None:
    monkeypatch.setattr(addresses, "NUMBERS_A_PART", 10)
    numbered(910_000, "a"), numbered(910_001, "b"), numbered(910_009, "c")
    ProductFactory(pk=910_002, slug="draft")
    ProductFactory(pk=910_003, slug="unpriced", published=True)

    with django_assert_num_queries(1):
        index = places_in(client, "/sitemap.xml")

    assert index[0] == "sitemaps/shelves.xml"
    assert len(index) == 1 + 91_001
    with django_assert_num_queries(2):
        last = places_in(client, f"/{index[-1]}")
    assert places_in(client, f"/{index[-2]}") == ["products/a/"]
    assert last == ["products/b/", "products/c/"]


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["0", "2", "99999999999999999999"])
def test_part_that_does_not_exist_is_404(part: str, client: Client) -> None:
    numbered(1, "a")

    assert client.get(f"/sitemaps/products-{part}.xml").status_code == 404


@pytest.mark.django_db
def test_sitemap_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    etag = client.get("/sitemap.xml")["ETag"]

    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 304


def test_shelves_are_listed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "read_categories", lambda: (CHAIRS,))
    monkeypatch.setattr(feeds, "read_collections", lambda: (CollectionSummaryView("summer", "Summer", ""),))

    assert places_in(client, "/sitemaps/shelves.xml") == ["", "categories/chairs/", "collections/summer/"]


def test_robots_are_led_to_the_sitemap_and_away_from_carts(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /cart/", "Disallow: /checkout/"} <= set(lines)
    assert lines[-1].startswith("Sitemap: http")
    assert lines[-1].endswith("/sitemap.xml")
