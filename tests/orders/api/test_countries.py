"""What a program needs to draw a form for addresses, and to know where the shop delivers."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import ShippingCountry, ShippingMethod, ShippingZone
from tests.orders.api.shopper import ask

pytestmark = pytest.mark.django_db

COUNTRIES = "/api/v1/countries/"


def parts_of(country: str) -> dict[str, Any]:
    rows = ask("GET", f"{COUNTRIES}{country}/").document["rows"]
    return {part["name"]: part for row in rows for part in row}


def delivered() -> set[str]:
    items = ask("GET", COUNTRIES).document["items"]
    return {item["code"] for item in items if item["is_delivered_to"]}


def test_every_country_is_listed_in_the_order_of_names() -> None:
    with CaptureQueriesContext(connection) as queries:
        told = ask("GET", COUNTRIES)

    names = [item["name"] for item in told.document["items"]]
    assert len(queries) == 3
    assert {"code": "AT", "name": "Austria"}.items() <= next(
        item.items() for item in told.document["items"] if item["code"] == "AT"
    )
    assert names.index("Austria") < names.index("Germany") < names.index("Sweden")
    assert told.answer["Cache-Control"] == "public, max-age=300"


def test_shop_delivers_where_a_way_of_sending_leads() -> None:
    ShippingMethod.objects.all().delete()
    ShippingZone.objects.all().delete()
    near, rest = (ShippingZone.objects.create(name=name) for name in ("Near", "Without ways"))
    for zone, country in ((near, "AT"), (rest, "CH")):
        ShippingCountry.objects.create(zone=zone, country=country)
    way = ShippingMethod.objects.create(zone=near, name="Post")
    assert delivered() == {"AT"}

    elsewhere = ShippingZone.objects.create(name="Elsewhere", is_elsewhere=True)
    ShippingMethod.objects.create(zone=elsewhere, name="Ship")
    assert {"AT", "JP"} <= delivered()
    assert "CH" not in delivered()

    way.is_active = False
    way.save()
    assert "AT" not in delivered()


def test_form_of_a_country_says_what_its_addresses_have() -> None:
    parts = parts_of("AT")

    assert list(parts) == ["name", "company", "line1", "line2", "postcode", "city", "phone"]
    assert [name for name, part in parts.items() if part["is_required"]] == [
        "name",
        "line1",
        "postcode",
        "city",
    ]
    assert (parts["postcode"]["pattern"], parts["postcode"]["longest"]) == (r"(?:\d{4})", 16)
    assert parts["postcode"]["examples"] == ["1010", "3741"]
    assert parts["city"]["autocomplete"] == "address-level2"


def test_parts_with_choices_name_them() -> None:
    region = parts_of("US")["region"]

    assert region["is_required"]
    assert {"value": "OH", "text": "Ohio"} in region["choices"]
    assert parts_of("US")["postcode"]["caption"] == "ZIP code"


def test_ways_of_sending_stand_beside_the_form() -> None:
    with CaptureQueriesContext(connection) as queries:
        told = ask("GET", f"{COUNTRIES}AT/").document

    assert len(queries) == 1
    assert [way["name"] for way in told["shipping_methods"]] == ["Standard delivery"]


@pytest.mark.parametrize("code", ["XX", "AUT", "at", "0", "%00"])
def test_country_that_there_is_not_is_told(code: str) -> None:
    assert ask("GET", f"{COUNTRIES}{code}/").problem == (404, "country_unknown")
