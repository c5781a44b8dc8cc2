"""Feeds as they are sent, and the address of a model that stays."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.test import Client

from catalog.errors import CatalogUnavailable
from catalog.mirror.view import ListingView
from catalog.site.feeds import views as feeds
from catalog.site.feeds.google import rss_pieces, tsv_pieces
from catalog.site.feeds.offers import ATTRIBUTES, FeedOffer
from tests.catalog.site.conftest import Show
from tests.catalog.site.feeds.test_offers import PAGE, G, offers
from tests.factories.views import ASSETS, CHAIR


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages of products."""
    pages = {
        "": ListingView((CHAIR,), "next"),
        "next": ListingView((replace(CHAIR, id=2, slug="stool", name="Stool <&> \x0b"),), ""),
    }
    monkeypatch.setattr(feeds, "read_listing", lambda _category, cursor, _limit: pages[cursor])


@pytest.mark.usefixtures("catalogue")
def test_rss_tells_of_every_page(client: Client) -> None:
    answer = client.get("/feeds/google.xml")

    items = ElementTree.fromstring(answer.getvalue()).findall("channel/item")  # noqa: S314  # our own
    titles = [item.findtext(f"{G}title") for item in items]
    assert titles == ["Chair, Oak", "Chair, Walnut", "Stool <&> , Oak", "Stool <&> , Walnut"]
    assert items[0].findtext(f"{G}virtual_model_link", "").endswith("/products/chair/model.glb")
    assert (answer["Content-Type"], "s-maxage=3600" in answer["Cache-Control"]) == (
        "application/rss+xml; charset=utf-8",
        True,
    )
    assert not answer.cookies


@pytest.mark.usefixtures("catalogue")
def test_tsv_tells_the_same(client: Client) -> None:
    text = client.get("/feeds/google.tsv").getvalue().decode()

    rows = list(csv.reader(io.StringIO(text), dialect="excel-tab"))
    assert rows[0] == list(ATTRIBUTES)
    assert [row[1] for row in rows[1:]] == [
        "Chair, Oak",
        "Chair, Walnut",
        "Stool <&> , Oak",
        "Stool <&> , Walnut",
    ]


def test_feeds_are_made_while_they_are_sent() -> None:
    asked: list[int] = []

    def endless() -> Iterator[FeedOffer]:
        while True:
            asked.append(1)
            yield offers()[0]

    for pieces in (rss_pieces(endless(), title="Shop", link=PAGE), tsv_pieces(endless())):
        next(pieces), next(pieces)

    assert len(asked) == 2


def test_feed_of_a_shop_that_does_not_answer_asks_for_patience(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> ListingView:
        raise CatalogUnavailable("away")

    monkeypatch.setattr(feeds, "read_listing", away)

    answer = client.get("/feeds/google.xml")

    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")


def test_feed_that_fails_on_its_way_does_not_end_well(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def fail_later(_category: None, cursor: str, _limit: int) -> ListingView:
        if cursor:
            raise CatalogUnavailable("away")
        return ListingView((CHAIR,), "next")

    monkeypatch.setattr(feeds, "read_listing", fail_later)
    answer = client.get("/feeds/google.tsv")

    with pytest.raises(CatalogUnavailable):
        answer.getvalue()


def test_model_has_an_address_that_stays(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "read_product", lambda _slug: CHAIR)

    answer = client.get("/products/chair/model.glb")

    assert (answer.status_code, answer["Location"]) == (302, f"{ASSETS}/chair-room.glb")
    assert "s-maxage" in answer["Cache-Control"]


def test_product_without_a_model_has_none(
    client: Client, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    show()
    monkeypatch.setattr(feeds, "read_product", lambda _slug: replace(CHAIR, model=None))

    assert client.get("/products/chair/model.glb").status_code == 404
