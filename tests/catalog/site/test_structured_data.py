from dataclasses import replace
from typing import Any

from catalog.mirror.view import AttributeView, ProductView
from catalog.money import Money
from catalog.site.structured_data import product_document
from tests.factories.views import ASSETS, OAK, WALNUT, product_view

HOME = "https://vitrine.test/"
SHELF = "https://vitrine.test/categories/chairs/"
ADDRESS = "https://vitrine.test/products/chair/"


def graph_of(product: ProductView) -> list[dict[str, Any]]:
    steps = [("Vitrine", HOME), ("Chairs", SHELF), (product.name, ADDRESS)]
    document: dict[str, Any] = product_document(product, steps)
    graph: list[dict[str, Any]] = document["@graph"]
    return graph


def test_document_offers_each_variant_at_its_price() -> None:
    product, _ = graph_of(product_view(variants=(OAK, replace(WALNUT, left=0))))

    offers = [(offer["sku"], offer["price"], offer["priceCurrency"]) for offer in product["offers"]]
    assert offers == [("CH-OAK", "420.00", "EUR"), ("CH-WALNUT", "445.50", "EUR")]
    assert [offer["availability"] for offer in product["offers"]] == [
        "https://schema.org/InStock",
        "https://schema.org/OutOfStock",
    ]


def test_document_writes_prices_with_the_digits_of_their_currency() -> None:
    product, _ = graph_of(product_view(variants=(replace(OAK, price=Money(12000, "JPY")),)))

    assert product["offers"][0]["price"] == "12000"


def test_document_names_the_model_and_every_picture_once() -> None:
    product, _ = graph_of(product_view(variants=(OAK, WALNUT, replace(WALNUT, sku="CH-3"))))

    assert product["image"] == [f"{ASSETS}/oak-1024.webp", f"{ASSETS}/walnut-1024.webp"]
    assert product["subjectOf"] == {
        "@type": "3DModel",
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": f"{ASSETS}/chair.glb",
            "encodingFormat": "model/gltf-binary",
            "contentSize": "990000",
        },
    }


def test_document_tells_the_numbers_of_each_article() -> None:
    known = replace(OAK, gtin="4006381333931", mpn="X-1")

    product, _ = graph_of(product_view(variants=(known, WALNUT)))
    single, _ = graph_of(product_view(variants=(known,)))

    assert [(offer.get("gtin"), offer.get("mpn")) for offer in product["offers"]] == [
        ("4006381333931", "X-1"),
        (None, None),
    ]
    assert not {"gtin", "mpn"} & product.keys()
    assert (single["gtin"], single["mpn"]) == ("4006381333931", "X-1")


def test_document_says_attributes_in_words_of_schema_org_where_it_has_any() -> None:
    said = (
        AttributeView("material", "Wood", "choice", "Oak", ""),
        AttributeView("colour", "Tone", "colour", "#a1b2c3", ""),
        AttributeView("seat", "Seat height", "number", "45.5", "cm"),
    )

    product, _ = graph_of(product_view(attributes=said))

    assert product["material"] == "Oak"
    assert "color" not in product
    assert product["additionalProperty"] == [
        {"@type": "PropertyValue", "name": "Tone", "value": "#a1b2c3"},
        {"@type": "PropertyValue", "name": "Seat height", "value": "45.5", "unitText": "cm"},
    ]


def test_maker_that_is_said_is_the_brand_and_the_merchant_sells() -> None:
    product, _ = graph_of(product_view(attributes=(AttributeView("brand", "Brand", "text", "Thonet", ""),)))

    assert product["brand"]["name"] == "Thonet"
    assert product["offers"][0]["seller"]["name"] != "Thonet"
    assert "additionalProperty" not in product


def test_document_without_model_or_picture_claims_neither() -> None:
    product, _ = graph_of(product_view(model=None, variants=(replace(OAK, poster=None),)))

    assert not {"image", "subjectOf", "additionalProperty"} & product.keys()


def test_document_leads_from_home_over_the_shelf() -> None:
    _, breadcrumbs = graph_of(product_view())

    assert [(step["position"], step["name"], step["item"]) for step in breadcrumbs["itemListElement"]] == [
        (1, "Vitrine", HOME),
        (2, "Chairs", SHELF),
        (3, "Chair", ADDRESS),
    ]
