"""Addresses without the slash at their end lead to those with it, and programs come there with what they sent."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_program_is_led_on_with_method_and_body(client: Client) -> None:
    for method in ("GET", "POST", "PATCH"):
        answer = client.generic(method, "/api/v1/carts?x=1", b"{}", content_type="application/json")
        assert (answer.status_code, answer["Location"]) == (308, "/api/v1/carts/?x=1")


def test_browser_is_led_on_as_ever(client: Client) -> None:
    answer = client.get("/cart")

    assert (answer.status_code, answer["Location"]) == (301, "/cart/")
