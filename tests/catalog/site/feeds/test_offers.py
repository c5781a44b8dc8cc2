"""What feeds tell of variants, held against Google's own rules for each attribute."""

import re
from dataclasses import asdict, replace
from xml.etree import ElementTree

import pytest
from django.test import Client

from catalog.mirror.documents.media_view import MediaView, PictureView
from catalog.mirror.view import (
    AttributeView,
    CategoryAboveView,
    ListingView,
    ProductView,
    ReductionView,
)
from catalog.money import Money
from catalog.site.feeds import views as feeds
from catalog.site.feeds.offers import ATTRIBUTES, FeedOffer, offers_of
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
    "additional_image_link": r"https?://[^\s,]{1,2000}",
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


def photograph(name: str, variant_id: int | None = None) -> MediaView:
    addresses = [f"{ASSETS}/{name}-{width}.webp" for width in (400, 800, 1600)]
    small, medium, large = addresses
    return MediaView(name, variant_id, "", PictureView(small, medium, large, 1600, 1200))


def test_every_attribute_is_as_google_takes_it() -> None:
    said = tuple(AttributeView(slug, slug, "text", "w" * 500, "") for slug in ("brand", "color", "material"))
    photographs = tuple(photograph(str(number)) for number in range(20))
    long = replace(
        CHAIR,
        name="N" * 200,
        description="D\n" * 4000,
        merchant_name="M" * 100,
        attributes=said,
        media=photographs,
    )

    for offer in [*offers(), *offers(long), *offers(replace(CHAIR, variants=CHAIR.variants[:1]))]:
        told = {name: (value,) if isinstance(value, str) else value for name, value in asdict(offer).items()}
        wrong = [
            name for name, rule in RULES.items() if not all(re.fullmatch(rule, each) for each in told[name])
        ]
        assert wrong == []
        assert len(offer.additional_image_link) <= 10
    assert set(RULES) == set(ATTRIBUTES)


def test_variants_are_offers_of_one_group() -> None:
    oak, walnut = offers()

    assert oak == FeedOffer(
        id="11",
        title="Chair, Oak",
        description="Four legs and a back.",
        link=f"{PAGE}?sku=CH-OAK",
        image_link=f"{ASSETS}/oak-1024.webp",
        additional_image_link=(),
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


def test_photographs_follow_what_the_model_looks_like(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = MediaView("In use", None, "https://youtu.be/1", None)
    media = (photograph("room"), photograph("walnut", 12), video, photograph("oak", 11))
    chair = replace(CHAIR, media=media)

    (oak, _) = offers(chair)
    bare = offers(replace(chair, variants=(replace(OAK, poster=None),)))[0]

    assert oak.image_link == f"{ASSETS}/oak-1024.webp"
    assert oak.additional_image_link == (f"{ASSETS}/oak-1600.webp", f"{ASSETS}/room-1600.webp")
    assert (bare.image_link, bare.additional_image_link) == (
        f"{ASSETS}/oak-1600.webp",
        (f"{ASSETS}/room-1600.webp",),
    )
    monkeypatch.setattr(feeds, "read_listing", lambda *_asked: ListingView((chair,), ""))
    rss = ElementTree.fromstring(client.get("/feeds/google.xml").getvalue())  # noqa: S314  # our own
    told = [each.text for each in rss.iter(f"{G}additional_image_link")]
    tsv = client.get("/feeds/google.tsv").getvalue().decode()
    assert tuple(told[:2]) == oak.additional_image_link
    assert ",".join(oak.additional_image_link) in tsv


def test_what_is_sold_out_says_so() -> None:
    assert offers(replace(CHAIR, variants=(replace(OAK, left=0),)))[0].availability == "out_of_stock"


def test_what_is_reduced_says_what_it_costs_otherwise() -> None:
    reduced = replace(OAK, reduction=ReductionView(Money(50_000, "EUR"), prior_lowest=None))

    (offer,) = offers(replace(CHAIR, variants=(reduced,)))

    assert (offer.price, offer.sale_price) == ("500.00 EUR", "420.00 EUR")
