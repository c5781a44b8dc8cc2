"""Programs change variants, say attributes, and move products between states."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import AttributeChoice, AttributeValue, Product, Variant
from catalog.states import AttributeKind
from tests.catalog.api.writing.program import Program, address_of, etag_of
from tests.factories.catalog import ProductFactory, make_attribute, make_offer

pytestmark = pytest.mark.django_db


def test_variant_is_changed_and_what_is_left_out_stays(program: Program, offer: Variant) -> None:
    body = {"name": "Smoked oak", "weight_g": 4200, "is_offered": False}

    told = program.ask("PATCH", address_of(offer), body, If_Match=etag_of(offer.product))

    [variant] = told.document["variants"]
    assert (told.status, told.answer["ETag"]) == (200, etag_of(offer.product))
    assert {**body, "sku": "CH-1"}.items() <= variant.items()
    offer.refresh_from_db()
    assert (offer.name, offer.weight_g, offer.is_active) == ("Smoked oak", 4200, False)


def test_variant_is_changed_only_in_the_version_that_was_read(program: Program, offer: Variant) -> None:
    read = etag_of(offer.product)
    Product.objects.update(tagline="Changed meanwhile")

    assert program.ask("PATCH", address_of(offer), {"name": "B"}, If_Match=read).problem[0] == 412
    assert program.ask("PATCH", address_of(offer), {"name": "B"}).problem == (428, "version_missing")
    assert Variant.objects.get().name == "Oak"


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({"name": ""}, {"#/name": "blank"}),
        ({"width_mm": 0}, {"#/width_mm": "min_value"}),
        ({"weight_g": 2**31}, {"#/weight_g": "max_value"}),
        ({"position": 2**63}, {"#/position": "max_value"}),
        ({"gtin": "4006381333932"}, {"#/gtin": "bad_gtin"}),
        ({"price": "1.00"}, {"#/price": "unknown"}),
        ({"product": 1}, {"#/product": "unknown"}),
    ],
)
def test_wrong_members_of_a_variant_are_named(
    body: dict[str, object], places: dict[str, str], program: Program, offer: Variant
) -> None:
    assert program.ask("PATCH", address_of(offer), body, If_Match="*").places == places
    assert Variant.objects.get().name == "Oak"


def test_article_number_of_another_variant_is_refused(program: Program, offer: Variant) -> None:
    make_offer(product=ProductFactory(merchant=program.merchant), sku="T-1")

    told = program.ask("PATCH", address_of(offer), {"sku": "T-1"}, If_Match="*")

    assert told.problem == (409, "sku_taken")
    assert "T-1" in told.document["detail"]


def test_variant_is_retired_and_that_may_be_repeated(program: Program, offer: Variant) -> None:
    for _ in range(2):
        told = program.ask("POST", address_of(offer, "retire/"))
        assert (told.status, told.document["variants"][0]["is_offered"]) == (200, False)

    assert not Variant.objects.get().is_active


def test_attributes_are_said_together(program: Program, offer: Variant) -> None:
    product = offer.product
    material = make_attribute(AttributeKind.CHOICE, name="Material")
    AttributeChoice.objects.create(attribute=material, name="Oak")
    for name, kind in {"Height": AttributeKind.NUMBER, "Foldable": AttributeKind.BOOLEAN}.items():
        make_attribute(kind, name=name)
    make_attribute(AttributeKind.COLOUR, name="Cover")
    said = {"material": "Oak", "height": "82.5", "foldable": False, "cover": "#a1b2c3"}
    address = address_of(product, "attributes/")

    told = program.ask("PATCH", address, said, If_Match=etag_of(product))
    again = program.ask("PATCH", address, {"foldable": None, "height": 83}, If_Match=told.answer["ETag"])

    assert told.document["attributes"] == {**said, "height": "82.500000"}
    assert again.document["attributes"] == {"material": "Oak", "height": "83.000000", "cover": "#a1b2c3"}


def test_wrong_attributes_are_named_and_none_is_said(program: Program, offer: Variant) -> None:
    kinds = {"Height": AttributeKind.NUMBER, "Made": AttributeKind.CHOICE, "Cover": AttributeKind.COLOUR}
    for name, kind in {**kinds, "Foldable": AttributeKind.BOOLEAN, "Note": AttributeKind.TEXT}.items():
        make_attribute(kind, name=name)
    address = address_of(offer.product, "attributes/")

    wrong = {"height": 8.5, "made": "Oak", "foldable": "yes", "note": "", "nothing": 1}
    told = program.ask("PATCH", address, {"cover": "#a1b2c3", **wrong}, If_Match="*")

    assert told.places == {
        "#/height": "invalid",
        "#/made": "invalid",
        "#/foldable": "invalid",
        "#/note": "invalid",
        "#/nothing": "unknown",
    }
    for body in ({"cover": "red"}, {"height": "1e30"}):
        refused = program.ask("PATCH", address, {"note": "Said first", **body}, If_Match="*")
        assert refused.places == {f"#/{next(iter(body))}": "attribute_refused"}
    numbers = ({"height": "NaN"}, {"height": "x"}, {"height": "0" * 40 + "7"})
    for body in ({"note": "a\0b"}, {"note": "\ud800"}, {"\0": "x"}, *numbers):
        assert program.ask("PATCH", address, body, If_Match="*").status == 400
    assert program.ask("PATCH", address, {"note": "x"}).problem == (428, "version_missing")
    assert program.ask("PATCH", address, ["note"], If_Match="*").status == 400
    assert not AttributeValue.objects.exists()


def test_product_goes_through_its_states(program: Program, offer: Variant) -> None:
    product = offer.product
    later = (timezone.now() + timedelta(days=1)).isoformat()
    states = []

    for move in ("withdraw", "schedule", "call-off", "publish", "archive", "restore"):
        body = {"publish_at": later} if move == "schedule" else None
        told = program.ask("POST", address_of(product, f"{move}/"), body, If_Match=etag_of(product))
        states.append(told.document["state"])
        assert told.answer["ETag"] == etag_of(product)

    assert states == ["draft", "scheduled", "draft", "published", "archived", "draft"]


@pytest.mark.parametrize("move", ["restore", "call-off"])
def test_move_that_is_not_there_is_refused(move: str, program: Program, offer: Variant) -> None:
    assert program.ask("POST", address_of(offer.product, f"{move}/")).problem == (409, "move_refused")


def test_what_lacks_something_is_not_published_and_each_reason_is_told(program: Program) -> None:
    product = ProductFactory(merchant=program.merchant)
    for name in ("Oak", "Ash"):
        Variant.objects.create(product=product, sku=name, name=name)

    told = program.ask("POST", address_of(product, "publish/"))

    assert told.problem == (409, "not_ready_to_publish")
    assert [(error["place"], error["code"]) for error in told.document["errors"]] == [
        ("#", "not_ready_to_publish")
    ] * 2
    product.refresh_from_db()
    assert product.state == "draft"


@pytest.mark.parametrize(
    ("body", "status"),
    [(None, 400), ({"publish_at": "soon"}, 400), ({"publish_at": "2001-01-01T00:00:00Z"}, 409)],
)
def test_no_time_to_come_is_refused(body: object, status: int, program: Program, offer: Variant) -> None:
    program.ask("POST", address_of(offer.product, "withdraw/"))

    assert program.ask("POST", address_of(offer.product, "schedule/"), body).status == status
    assert Product.objects.get().state == "draft"


def test_product_that_was_changed_is_not_published_unseen(program: Program, offer: Variant) -> None:
    program.ask("POST", address_of(offer.product, "withdraw/"))

    told = program.ask("POST", address_of(offer.product, "publish/"), If_Match='"1"')

    assert told.problem == (412, "version_mismatch")
    assert Product.objects.get().state == "draft"
