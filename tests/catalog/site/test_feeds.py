"""The merchant feed, held against Google's own rules for each attribute."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.test import Client

from catalog.errors import CatalogUnavailable
from catalog.mirror.view import (
    AttributeView,
    CategoryAboveView,
    ListingView,
    ProductView,
    ReductionView,
)
from catalog.money import Money
from catalog.site.feeds import views as feeds
from catalog.site.feeds.google import rss_pieces, tsv_pieces
from catalog.site.feeds.offers import ATTRIBUTES, FeedOffer, offers_of
from tests.catalog.site.conftest import Show
from tests.factories.views import ASSETS, CHAIR, MODEL, OAK

G = "{http://base.google.com/ns/1.0}"
PAGE, MODEL_URL = "https://shop.test/products/chair/", "https://shop.test/products/chair/model.glb"
# Attribute -> what Google accepts (support.google.com/merchants/answer/7052112).
RULES = {
    "id": r".{1,50}",
    "title": r".{1,150}",
    "description": r"(?s).{1,5000}",
    "link": r"https?://\S{1,2000}",
    "image_link": r"https?://\S{1,2000}",
    "availability": r"in_stock|out_of_stock",
    "price": r"\d+(\.\d+)? [A-Z]{3}",
    "sale_price": r"(\d+(\.\d+)? [A-Z]{3})?",
    "condition": r"new",
    "brand": r".{1,70}",
    "gtin": r"(\d{8}|\d{12,14})?",
    "mpn": r".{0,70}",
    "identifier_exists": r"(no)?",
    "item_group_id": r"(\d{1,50})?",
    "product_type": r".{1,750}",
    "color": r".{0,100}",
    "material": r".{0,200}",
    "product_width": r"(\d+(\.\d)? cm)?",
    "product_length": r"(\d+(\.\d)? cm)?",
    "product_height": r"(\d+(\.\d)? cm)?",
    "product_weight": r"(\d+ g)?",
    "virtual_model_link": r"(https?://\S{1,1990}\.glb)?",
}


def offers(product: ProductView = CHAIR) -> list[FeedOffer]:
    return list(offers_of(product, page_url=PAGE, model_url=MODEL_URL))


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages of products."""
    pages = {
        "": ListingView((CHAIR,), "next"),
        "next": ListingView((replace(CHAIR, id=2, slug="stool", name="Stool <&> \x0b"),), ""),
    }
    monkeypatch.setattr(feeds, "read_listing", lambda _category, cursor, _limit: pages[cursor])


def test_every_attribute_is_as_google_takes_it() -> None:
    said = tuple(AttributeView(slug, slug, "text", "w" * 500, "") for slug in ("brand", "color", "material"))
    long = replace(CHAIR, name="N" * 200, description="D\n" * 4000, merchant_name="M" * 100, attributes=said)

    for offer in [*offers(), *offers(long), *offers(replace(CHAIR, variants=CHAIR.variants[:1]))]:
        wrong = [name for name, rule in RULES.items() if not re.fullmatch(rule, getattr(offer, name))]
        assert wrong == []
    assert set(RULES) == set(ATTRIBUTES)


def test_variants_are_offers_of_one_group() -> None:
    oak, walnut = offers()

    assert oak == FeedOffer(
        id="11",
        title="Chair, Oak",
        description="Four legs and a back.",
        link=f"{PAGE}?sku=CH-OAK",
        image_link=f"{ASSETS}/oak-1024.webp",
        availability="in_stock",
        price="420.00 EUR",
        sale_price="",
        condition="new",
        brand="Atelier Nord",
        gtin="",
        mpn="CH-OAK",
        identifier_exists="",
        item_group_id="1",
        product_type="Chairs",
        color="",
        material="",
        product_width="82.5 cm",
        product_length="75 cm",
        product_height="90 cm",
        product_weight="6240 g",
        virtual_model_link=MODEL_URL,
    )
    assert (walnut.id, walnut.item_group_id) == ("12", "1")


def said(**words: str) -> tuple[AttributeView, ...]:
    return tuple(AttributeView(slug, slug.title(), "text", text, "") for slug, text in words.items())


@pytest.mark.parametrize(
    ("gtin", "mpn", "brand", "told"),
    [
        ("4006381333931", "X-1", "", ("Atelier Nord", "4006381333931", "X-1", "")),
        ("4006381333931", "", "", ("Atelier Nord", "4006381333931", "", "")),
        ("", "X-1", "Holm", ("Holm", "", "X-1", "")),
        # Whoever makes it has a number for it, which is not the merchant's.
        ("", "", "Holm", ("Holm", "", "", "no")),
        ("", "", "", ("Atelier Nord", "", "CH-OAK", "")),
    ],
)
def test_article_is_told_by_the_numbers_it_really_has(
    gtin: str, mpn: str, brand: str, told: tuple[str, ...]
) -> None:
    product = replace(
        CHAIR, variants=(replace(OAK, gtin=gtin, mpn=mpn),), attributes=said(brand=brand) if brand else ()
    )

    (offer,) = offers(product)

    assert (offer.brand, offer.gtin, offer.mpn, offer.identifier_exists) == told


def test_words_and_place_of_a_product_are_told() -> None:
    pixels = AttributeView("color", "Colour", "colour", "#c8a165", "")
    product = replace(
        CHAIR,
        attributes=(pixels, *said(colour="Honey", material="Oak", height="90")),
        categories_above=(CategoryAboveView("furniture", "Furniture"),),
    )

    offer = offers(product)[0]

    assert (offer.color, offer.material, offer.product_type) == ("Honey", "Oak", "Furniture > Chairs")


def test_model_that_is_too_heavy_is_not_told() -> None:
    files = tuple(replace(file, bytes=10_000_001) if file.role == "ar-glb" else file for file in MODEL.files)
    heavy = replace(CHAIR, model=replace(MODEL, files=files))

    assert {offer.virtual_model_link for offer in [*offers(heavy), *offers(replace(CHAIR, model=None))]} == {
        ""
    }


def test_variant_without_a_picture_is_left_out() -> None:
    bare = tuple(replace(variant, poster=None) for variant in CHAIR.variants)

    assert offers(replace(CHAIR, variants=bare)) == []


def test_what_is_sold_out_says_so() -> None:
    assert offers(replace(CHAIR, variants=(replace(OAK, left=0),)))[0].availability == "out_of_stock"


def test_what_is_reduced_says_what_it_costs_otherwise() -> None:
    reduced = replace(OAK, reduction=ReductionView(Money(50_000, "EUR"), prior_lowest=None))

    (offer,) = offers(replace(CHAIR, variants=(reduced,)))

    assert (offer.price, offer.sale_price) == ("500.00 EUR", "420.00 EUR")


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
