"""Addresses over the API: judged by the rules of their country, each mistake at its place."""

from typing import Any

import pytest

from accounts.postal.form import AddressForm
from orders.models import Order
from tests.catalog.api.writing.program import Told
from tests.factories.orders import sold_variant
from tests.orders.api.shopper import ADDRESS, ask, cart_with, order_of

pytestmark = pytest.mark.django_db(transaction=True)

TO_OHIO = {
    "name": "Grace Hopper",
    "line1": "12 Elm Street",
    "city": "Dayton",
    "region": "OH",
    "postcode": "45402",
    "country": "US",
}


def order(**changes: Any) -> Told:
    cart = cart_with((sold_variant(price=2500), 1))
    return ask("POST", f"{cart}checkout/", order_of("29.90", **changes), Idempotency_Key="one")


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"postcode": "10100"}, {"postcode": "invalid_postcode"}),
        ({"postcode": "", "city": ""}, {"postcode": "required", "city": "required"}),
        ({"name": " ", "line1": ""}, {"name": "required", "line1": "required"}),
        ({"region": "Wien"}, {"region": "not_used"}),
        ({"country": "AUT"}, {"country": "unknown_country"}),
        ({"country": "XX"}, {"country": "unknown_country"}),
        ({"city": "x" * 121, "phone": "0" * 31}, {"city": "max_length", "phone": "max_length"}),
        ({"line1": "Linden\0"}, {"line1": "null_characters_not_allowed"}),
        ({**TO_OHIO, "region": "Wien"}, {"region": "invalid_choice"}),
        ({**TO_OHIO, "region": ""}, {"region": "required"}),
    ],
)
def test_each_mistake_is_told_at_its_place(changes: dict[str, str], places: dict[str, str]) -> None:
    told = order(shipping_address={**ADDRESS, **changes})

    assert told.places == {f"#/shipping_address/{name}": code for name, code in places.items()}
    assert not Order.objects.exists()


def test_sentences_are_those_of_the_shops_own_form() -> None:
    typed = {**ADDRESS, "postcode": "1", "city": ""}

    told = order(shipping_address=typed)

    sentences = AddressForm(typed).errors
    assert {problem["place"]: [problem["detail"]] for problem in told.document["errors"]} == {
        f"#/shipping_address/{name}": list(sentences[name]) for name in ("postcode", "city")
    }


def test_invoice_goes_elsewhere_when_that_is_asked_for() -> None:
    told = order(billing_address={**TO_OHIO, "company": "Compilers Inc."})

    placed = Order.objects.get()
    assert told.status == 201
    assert placed.billing_address == {**TO_OHIO, "company": "Compilers Inc.", "line2": "", "phone": ""}
    assert placed.shipping_address["city"] == "Wien"


def test_address_for_the_invoice_is_judged_as_well() -> None:
    told = order(billing_address={**TO_OHIO, "postcode": "1010", "phone": "1"})
    mended = order(billing_address={**TO_OHIO, "postcode": "1010"})

    assert told.places == {"#/billing_address/phone": "unknown"}
    assert mended.places == {"#/billing_address/postcode": "invalid_postcode"}
    assert not Order.objects.exists()


def test_postcode_is_kept_as_its_country_writes_it() -> None:
    london = {"name": "Ada", "line1": "1 Mall", "city": "London", "postcode": "sw1a 1aa", "country": "GB"}

    told = order(shipping_address=london)

    assert told.status == 201
    assert Order.objects.get().shipping_address["postcode"] == "SW1A 1AA"
