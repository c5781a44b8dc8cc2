"""Programs say which language a product's words are in, and which collections it is in."""

import pytest

from catalog.models import Variant
from tests.catalog.api.writing.program import PRODUCTS, Program, address_of, etag_of
from tests.factories.catalog import CategoryFactory, make_collection

pytestmark = pytest.mark.django_db


def test_collections_and_language_are_said_with_a_new_product(program: Program) -> None:
    CategoryFactory(slug="chairs")
    make_collection("Summer", merchant=program.merchant)
    body = {"name": "Stuhl", "category": "chairs", "collections": ["summer"], "language": "de"}

    told = program.ask("POST", PRODUCTS, body)

    assert (told.document["collections"], told.document["language"]) == (["summer"], "de")


def test_product_is_in_the_collections_that_were_said_last(program: Program, offer: Variant) -> None:
    product = offer.product
    old, kept = (make_collection(name, product, merchant=program.merchant) for name in ("Old", "Kept"))
    new, house = make_collection("New", merchant=program.merchant), make_collection("House", product)
    place = kept.items.get().pk
    before = etag_of(product)

    told = program.ask("PATCH", address_of(product), {"collections": ["kept", "new"]}, If_Match=before)

    assert (told.document["collections"], told.answer["ETag"] != before) == (["kept", "new"], True)
    assert (old.items.count(), new.items.count(), kept.items.get().pk) == (0, 1, place)
    assert house.items.count() == 1
    again = program.ask("PATCH", address_of(product), {"collections": ["new", "kept"]}, If_Match="*")
    assert again.answer["ETag"] == told.answer["ETag"]
    untouched = program.ask("PATCH", address_of(product), {"tagline": "x"}, If_Match="*")
    assert untouched.document["collections"] == ["kept", "new"]


def test_collections_of_others_do_not_exist(program: Program, offer: Variant) -> None:
    make_collection("House")
    make_collection("Mine", merchant=program.merchant)
    body = {"collections": ["mine", "house", "none"]}

    told = program.ask("PATCH", address_of(offer.product), body, If_Match="*")

    assert told.places == {"#/collections/1": "does_not_exist", "#/collections/2": "does_not_exist"}


@pytest.mark.parametrize("language", ["German", "d", "de_DE", "", "en-US-x"])
def test_language_is_a_tag(language: str, program: Program, offer: Variant) -> None:
    told = program.ask("PATCH", address_of(offer.product), {"language": language}, If_Match="*")

    assert told.places in ({"#/language": "invalid"}, {"#/language": "blank"})
