import json
from dataclasses import replace

import pytest
from django.test import Client

from catalog.errors import BadCursor, CatalogUnavailable, CollectionNotFound
from catalog.mirror import read
from catalog.mirror.reading.views import CollectedView, CollectionSummaryView
from catalog.mirror.view import CategoryView, ListingView
from catalog.site import views
from tests.catalog.site.conftest import Show
from tests.catalog.site.pages import Page
from tests.factories.views import CHAIRS, product_view


def links_of(html: str) -> list[str]:
    return [link["href"] for link in Page(html).all("a")]


def test_home_shows_the_newest_large_and_the_rest_in_cases(client: Client, show: Show) -> None:
    show(product_view(), product_view(slug="stool", name="Stool"))

    html = client.get("/").content.decode()

    assert links_of(html).count("/products/chair/") == 1
    assert links_of(html).count("/products/stool/") == 1
    assert Page(html).all("section", aria_labelledby="hero-name")
    assert Page(html).all("li", **{"class": "card"}) == [{"class": "card"}]


def test_home_leads_to_the_next_page_and_keeps_it_out_of_search_engines(client: Client, show: Show) -> None:
    show(product_view(), next_cursor="a/b=")

    first, second = (client.get(path).content.decode() for path in ("/", "/?after=a/b%3D"))

    assert "?after=a%2Fb%3D" in links_of(first)
    assert Page(first).all("meta", name="robots") == []
    assert Page(second).one("meta", name="robots")["content"] == "noindex, follow"


def test_home_of_an_empty_shop_says_so(client: Client, show: Show) -> None:
    show()

    html = client.get("/").content.decode()

    assert "The first products are on their way." in html
    assert Page(html).all("meta", http_equiv="refresh") == []


def test_category_shows_its_shelf(client: Client, show: Show) -> None:
    show(product_view())

    response = client.get("/categories/chairs/")

    assert response.status_code == 200
    assert "/products/chair/" in links_of(response.content.decode())
    assert Page(response.content.decode()).one("a", aria_current="page")["href"] == "/categories/chairs/"


def test_category_leads_to_those_above_and_below(
    client: Client, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(product_view())
    seats = CategoryView("seats", "Seats", "", has_own=False)
    stools = CategoryView("stools", "Stools", "", parent_slug=CHAIRS.slug)
    tree = (seats, replace(CHAIRS, parent_slug="seats"), stools)
    monkeypatch.setattr(views, "read_categories", lambda: tree)

    page = Page(client.get("/categories/chairs/").content.decode())

    links = [link["href"] for link in page.all("a")]
    assert links.index("/categories/seats/") < links.index("/categories/stools/")
    # The navigation leads to the top of the tree alone.
    assert links.count("/categories/stools/") == 1
    (breadcrumbs,) = json.loads(page.blocks["application/ld+json"])["@graph"]
    assert [step["name"] for step in breadcrumbs["itemListElement"]] == ["Vitrine", "Seats", "Chairs"]


def test_collection_shows_its_products(client: Client, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    show(product_view())
    summer = CollectedView("summer", "Summer", "For hot days", ("chair",))
    monkeypatch.setattr(views, "read_collection", lambda _slug: summer)
    monkeypatch.setattr(views, "read_collected", lambda *_: ListingView((product_view(),), "a/b="))

    html = client.get("/collections/summer/").content.decode()

    assert "/products/chair/" in links_of(html)
    assert "?after=a%2Fb%3D" in links_of(html)
    assert Page(html).one("meta", name="description")["content"] == "For hot days"


def test_unknown_collection_is_not_found(client: Client, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    show(product_view())

    def refuse(slug: str) -> CollectedView:
        raise CollectionNotFound(slug)

    monkeypatch.setattr(views, "read_collection", refuse)

    assert client.get("/collections/winter/").status_code == 404


def test_home_leads_to_the_collections(client: Client, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    show(product_view(), next_cursor="more")
    monkeypatch.setattr(views, "read_collections", lambda: (CollectionSummaryView("summer", "Summer", ""),))

    first, second = (links_of(client.get(path).content.decode()) for path in ("/", "/?after=more"))

    assert ("/collections/summer/" in first, "/collections/summer/" in second) == (True, False)


def test_unknown_category_is_not_found(client: Client, show: Show) -> None:
    show(product_view())

    assert client.get("/categories/hats/").status_code == 404


def test_forged_cursor_is_not_found(client: Client, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    show(product_view())

    def refuse(category_slug: str | None, cursor: str, limit: int) -> ListingView:
        raise BadCursor(cursor)

    monkeypatch.setattr(views, "read_listing", refuse)

    assert client.get("/?after=forged").status_code == 404


def test_unavailable_catalogue_asks_for_patience(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> ListingView:
        raise CatalogUnavailable("Nobody answers.")

    monkeypatch.setattr(views, "read_listing", fail)
    monkeypatch.setattr(read, "read_categories", fail)

    response = client.get("/")

    assert response.status_code == 503
    assert (response["Retry-After"], response["Cache-Control"]) == ("5", "no-store")
    assert "One moment, please." in response.content.decode()
