"""A shopper's program, as tests drive it: it has no key, and holds what it knows the address of."""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from catalog.models import Variant
from orders.api.tokens import written
from tests.catalog.api.writing.program import Told
from tests.factories.orders import filled_cart

CARTS = "/api/v1/carts/"
ADDRESS = {"name": "Ada Byron", "line1": "Linden 3", "postcode": "1010", "city": "Wien", "country": "AT"}


def ask(method: str, address: str, body: object = None, **headers: str) -> Told:
    """What is answered. Names of headers with underscores; those without a value are left out."""
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    answer = Client(raise_request_exception=False).generic(
        method, urlsplit(address).path, content, content_type="application/json", headers=sent
    )
    assert isinstance(answer, HttpResponse)
    return Told(answer.status_code, json.loads(answer.content), answer)


def cart_with(*wanted: tuple[Variant, int]) -> str:
    """The address of a cart that holds these."""
    return f"{CARTS}{written(filled_cart(*wanted))}/"


def order_of(shown: str, **changes: Any) -> dict[str, Any]:
    """What is sent to order a cart that shows this total."""
    body = {
        "email": "ada@vitrine.test",
        "shipping_address": ADDRESS,
        "expected_total": shown,
        "terms_accepted": True,
    }
    return {**body, **changes}


def total_of(cart: str) -> str:
    told = ask("GET", cart)
    assert told.status == HTTPStatus.OK
    total: str = told.document["totals"]["total"]["amount"]
    return total
