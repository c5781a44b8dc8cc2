"""Programs read, make and change their merchant's products."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, Stock, StockEntry, Variant
from tests.catalog.api.writing.program import PRODUCTS, Program, address_of, etag_of
from tests.factories.assets3d import AssetFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, make_offer

pytestmark = pytest.mark.django_db

CHAIR = {
    "name": "Chair No. 14",
    "category": "seats",
    "tagline": "Bent beech",
    "variants": [
        {"sku": "14-OAK", "name": "Oak", "price": "249.00", "compare_at": "299.00", "on_hand": 12},
        {"sku": "14-ASH", "name": "Ash", "width_mm": 425, "swatch": "#c8a165", "gtin": "4006381333931"},
    ],
}


@pytest.fixture(autouse=True)
def _seats() -> None:
    CategoryFactory(slug="seats")


def test_product_says_everything_about_itself(program: Program, offer: Variant) -> None:
    product = offer.product
    told = program.ask("GET", address_of(product))

    product.refresh_from_db()
    money = {"amount": "49.90", "minor": 4990, "currency": "EUR"}
    [variant] = told.document.pop("variants")
    [price] = variant.pop("prices")
    assert told.answer["ETag"] == f'"{product.version}"'
    assert told.document == {
        "id": product.pk,
        "state": "published",
        "version": product.version,
        "slug": "chair",
        "name": "Chair",
        "tagline": "",
        "description": "",
        "seo_title": "",
        "seo_description": "",
        "language": "en",
        "category": "chairs",
        "type": None,
        "tax_class": None,
        "model": None,
        "created_at": product.created_at.isoformat().replace("+00:00", "Z"),
        "published_at": "2026-05-01T09:30:00Z",
        "publish_at": None,
        "schedule_note": "",
        "attributes": {},
        "collections": [],
        "media": [],
        "wanted_pictures": [],
        "options": [],
    }
    assert {"price": money, "compare_at": None, "is_current": True}.items() <= price.items()
    assert (price["starts_at"], price["ends_at"]) == (None, None)
    assert variant.pop("stock") == [
        {"location": "Main stock", "on_hand": 10, "allocated": 0, "available": 10}
    ]
    assert {"id": offer.pk, "sku": "CH-1", "name": "Oak", "is_offered": True}.items() <= variant.items()


def test_product_is_made_with_its_variants(program: Program) -> None:
    told = program.ask("POST", PRODUCTS, CHAIR)

    product = Product.objects.get()
    oak, ash = product.variants.all()
    assert (told.status, told.answer["ETag"]) == (201, etag_of(product))
    assert told.answer["Location"] == f"http://testserver{address_of(product)}"
    assert told.document == program.ask("GET", address_of(product)).document
    assert (product.state, product.slug, product.merchant) == ("draft", "chair-no-14", program.merchant)
    assert (oak.sku, oak.position, ash.position, ash.width_mm, ash.gtin) == (
        "14-OAK",
        0,
        1,
        425,
        "4006381333931",
    )
    assert list(oak.prices.values_list("amount_minor", "compare_at_minor")) == [(24900, 29900)]
    assert not ash.prices.exists()
    entry = StockEntry.objects.get()
    assert (entry.delta, entry.reason, entry.actor_id) == (12, "opening", program.new.key.created_by_id)
    assert Stock.objects.get().variant == oak


@pytest.mark.parametrize("number", [1, 100])
def test_making_costs_the_same_however_many_variants(number: int, program: Program) -> None:
    variants = [{"sku": f"S-{each}", "name": "x", "price": "1", "on_hand": 1} for each in range(number)]
    program.ask("GET", PRODUCTS)

    with CaptureQueriesContext(connection) as queries:
        told = program.ask("POST", PRODUCTS, {**CHAIR, "variants": variants})

    assert (told.status, len(told.document["variants"])) == (201, number)
    assert len(queries) == 30


@pytest.mark.parametrize(
    ("changed", "places"),
    [
        ({"name": ""}, {"#/name": "blank"}),
        ({"name": None}, {"#/name": "null"}),
        ({"name": "a\0b"}, {"#/name": "null_characters_not_allowed"}),
        ({"name": "\ud800"}, {"#/name": "surrogate_characters_not_allowed"}),
        ({"name": "x" * 121}, {"#/name": "max_length"}),
        ({"name": "\u6905\u5b50"}, {"#/slug": "required"}),
        ({"slug": "Not an address"}, {"#/slug": "invalid"}),
        ({"category": "nowhere"}, {"#/category": "does_not_exist"}),
        ({"category": ["seats"]}, {"#/category": "invalid"}),
        ({"category": "\0"}, {"#/category": "null_characters_not_allowed"}),
        ({"type": "none"}, {"#/type": "does_not_exist"}),
        ({"tax_class": "none"}, {"#/tax_class": "does_not_exist"}),
        ({"model": 10**30}, {"#/model": "does_not_exist"}),
        ({"price": "1", "colour": 2}, {"#/price": "unknown", "#/colour": "unknown"}),
        ({"variants": [{"sku": "A"}]}, {"#/variants/0/name": "required"}),
        (
            {"variants": [{"sku": "A", "name": "a"}, {"sku": "A", "name": "b"}]},
            {"#/variants/0/sku": "duplicate", "#/variants/1/sku": "duplicate"},
        ),
        (
            {"variants": [{"sku": "A", "name": "a", "price": "1.234", "gtin": "123"}]},
            {"#/variants/0/price": "not_an_amount", "#/variants/0/gtin": "bad_gtin"},
        ),
        (
            {"variants": [{"sku": "A", "name": "a", "price": 2.5, "swatch": "red"}]},
            {"#/variants/0/price": "not_text", "#/variants/0/swatch": "invalid"},
        ),
        (
            {"variants": [{"sku": "A", "name": "a", "price": "2", "compare_at": "2"}]},
            {"#/variants/0/compare_at": "not_a_reduction"},
        ),
        (
            {"variants": [{"sku": str(each), "name": "x"} for each in range(101)]},
            {"#/variants": "max_length"},
        ),
    ],
)
def test_what_is_wrong_is_said_of_each_field(
    changed: dict[str, Any], places: dict[str, str], program: Program
) -> None:
    told = program.ask("POST", PRODUCTS, {**CHAIR, **changed})

    assert (told.problem, told.places) == ((400, "invalid"), places)
    assert not Product.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 1, None])
def test_body_that_is_no_object_is_refused(body: object, program: Program) -> None:
    assert program.ask("POST", PRODUCTS, body).status == 400


def test_model_of_another_merchant_does_not_exist(program: Program) -> None:
    own, foreign = AssetFactory(merchant=program.merchant), AssetFactory()

    assert program.ask("POST", PRODUCTS, {**CHAIR, "model": foreign.pk}).places == {
        "#/model": "does_not_exist"
    }
    assert program.ask("POST", PRODUCTS, {**CHAIR, "model": own.pk}).document["model"] == own.pk


def test_address_and_article_numbers_that_are_taken_are_refused(program: Program, offer: Variant) -> None:
    # Addresses are the shop's, article numbers the merchant's.
    make_offer(sku="14-ASH")

    assert program.ask("POST", PRODUCTS, {**CHAIR, "slug": "chair"}).problem == (409, "slug_taken")
    taken = {**CHAIR, "variants": [{"sku": "CH-1", "name": "Oak"}]}
    assert program.ask("POST", PRODUCTS, taken).problem == (409, "sku_taken")
    assert Product.objects.filter(merchant=program.merchant).count() == 1
    assert program.ask("POST", PRODUCTS, CHAIR).status == 201


def test_product_is_changed_and_what_is_left_out_stays(program: Program, offer: Variant) -> None:
    product = offer.product

    told = program.ask("PATCH", address_of(product), {"tagline": "Sit"}, If_Match=etag_of(product))

    assert (told.status, told.document["tagline"], told.document["name"]) == (200, "Sit", "Chair")
    assert told.answer["ETag"] == etag_of(product) != f'"{product.version}"'


def test_change_costs_the_same_number_of_queries(program: Program, offer: Variant) -> None:
    program.ask("GET", PRODUCTS)

    with CaptureQueriesContext(connection) as queries:
        program.ask("PATCH", address_of(offer.product), {"tagline": "Sit"}, If_Match="*")

    assert len(queries) == 18


@pytest.mark.parametrize("named", ['"1"', 'W/"{}"', "nonsense", '"x"', '"{}0"'])
def test_change_of_another_version_is_refused(named: str, program: Program, offer: Variant) -> None:
    product = offer.product
    current = etag_of(product)

    told = program.ask(
        "PATCH", address_of(product), {"name": "Other"}, If_Match=named.format(current.strip('"'))
    )

    assert (told.problem, told.answer["ETag"]) == ((412, "version_mismatch"), current)
    assert Product.objects.get().name == "Chair"


def test_change_without_a_version_is_refused(program: Program, offer: Variant) -> None:
    told = program.ask("PATCH", address_of(offer.product), {"name": "Other"})

    assert told.problem == (428, "version_missing")
    assert Product.objects.get().name == "Chair"


def test_one_of_several_versions_will_do(program: Program, offer: Variant) -> None:
    named = f'"1", {etag_of(offer.product)}'

    assert program.ask("PATCH", address_of(offer.product), {"name": "B"}, If_Match=named).status == 200


def test_address_of_another_product_cannot_be_taken_over(program: Program, offer: Variant) -> None:
    ProductFactory(slug="table")

    told = program.ask("PATCH", address_of(offer.product), {"slug": "table"}, If_Match="*")

    assert told.problem == (409, "slug_taken")
    assert Product.objects.get(pk=offer.product_id).slug == "chair"


def test_variants_are_added_behind_those_there_are(program: Program, offer: Variant) -> None:
    body = {"variants": [{"sku": "CH-2", "name": "Ash", "price": "10"}, {"sku": "CH-3", "name": "Elm"}]}

    told = program.ask("POST", address_of(offer.product, "variants/"), body, If_Match=etag_of(offer.product))

    assert told.status == 201
    assert [(each["sku"], each["position"]) for each in told.document["variants"]] == [
        ("CH-1", 0),
        ("CH-2", 1),
        ("CH-3", 2),
    ]
    again = program.ask("POST", address_of(offer.product, "variants/"), body)
    assert again.problem == (409, "sku_taken")
    assert Variant.objects.count() == 3
