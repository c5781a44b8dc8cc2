"""Parcels are followed where their carrier shows them."""

import pytest

from orders.carriers import CARRIERS, carrier_code, carrier_name, tracking_url


@pytest.mark.parametrize("code", CARRIERS)
def test_every_carrier_shows_a_parcel_at_an_address_with_its_number(code: str) -> None:
    address = tracking_url(code, "AB 12")

    assert address.startswith("https://")
    assert address.count("AB12") == 1
    assert "{" not in address


def test_numbers_cannot_change_the_address() -> None:
    assert tracking_url("gls", "1/../?x=#&") == "https://gls-group.com/track/1%2F..%2F%3Fx%3D%23%26"


@pytest.mark.parametrize(("carrier", "number"), [("dhl", ""), ("Anna's bicycle", "12"), ("", "12")])
def test_without_carrier_or_number_there_is_nothing_to_follow(carrier: str, number: str) -> None:
    assert tracking_url(carrier, number) == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("DHL", "dhl"),
        (" post  AT ", "post-at"),
        ("royal-mail", "royal-mail"),
        ("Anna's  bicycle", "Anna's bicycle"),
    ],
)
def test_carriers_are_known_by_code_and_name(typed: str, code: str) -> None:
    assert carrier_code(typed) == code


@pytest.mark.parametrize(("code", "name"), [("post-at", "Post AT"), ("Anna's bicycle", "Anna's bicycle")])
def test_carriers_are_called_what_people_call_them(code: str, name: str) -> None:
    assert carrier_name(code) == name
