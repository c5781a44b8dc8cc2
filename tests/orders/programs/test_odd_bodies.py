"""Whatever programs send in place of what is wanted is answered with a problem or done, and never with a fault."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.test import override_settings

from catalog.models import Variant
from orders.models import Order
from tests.catalog.api.writing.program import Program, Told
from tests.factories.orders import sold_variant
from tests.factories.selling import line_of, sent_back, shipped_order
from tests.orders.api.shopper import ADDRESS, CARTS, ask, cart_with, order_of

pytestmark = pytest.mark.django_db(transaction=True)

HALF = "\ud800"
ODD: list[object] = [None, "a\0b", -1, 10**30, True, {HALF: 1}, "", "9" * 400, [[]]]
# As JSON has them and Python's has not.
ODD_TEXTS = ("NaN", "1e400", "[" * 2000 + "]" * 2000)
MARK = "to be put in place"


def odd_versions(body: object) -> Iterator[bytes]:
    """The body with something odd in each place: half a character in all, the rest by turns."""
    for turn, place in enumerate(places(body)):
        for value in (HALF, ODD[turn % len(ODD)]):
            yield json.dumps(with_value(body, place, value)).encode()
        text = ODD_TEXTS[turn % len(ODD_TEXTS)]
        yield json.dumps(with_value(body, place, MARK)).replace(f'"{MARK}"', text).encode()


def places(body: object, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield before
    members = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, value in members:
        yield from places(value, (*before, name))


def with_value(body: object, place: tuple[str | int, ...], value: object) -> object:
    if not place:
        return value
    whole: Any = deepcopy(body)
    within = whole
    for name in place[:-1]:
        within = within[name]
    within[place[-1]] = value
    return whole


def require_clear(told: Told, body: bytes) -> None:
    assert told.status < 500, body
    if told.status >= 400:
        assert told.problem[1]
        assert told.document["detail"]
    for error in told.document.get("errors", ()):
        assert error["place"].startswith("#"), body


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def variant(program: Program) -> Variant:
    return sold_variant(merchant=program.merchant, on_hand=1000)


@pytest.fixture
def order(variant: Variant) -> Order:
    """Shipped, and something of it is on its way back."""
    order = shipped_order((variant, 2))
    sent_back(order, {line_of(order, variant).pk: 1})
    return order


def test_odd_things_of_shoppers_are_answered_clearly(variant: Variant, order: Order) -> None:
    line, held = {"variant": variant.pk, "quantity": 1}, f"/api/v1/orders/{order.public_id}/"
    cart = cart_with((variant, 1))
    address = {**ADDRESS, "company": "", "region": "", "phone": ""}
    ordered = order_of("0.01", shipping_address=address, billing_address=ADDRESS, voucher_code="")
    back = {"lines": [{"line": line_of(order, variant).pk, "quantity": 9}], "reason": "damaged", "note": ""}
    bodies: list[tuple[str, str, object]] = [
        ("POST", CARTS, {"lines": [line]}),
        ("POST", f"{cart}lines/", line),
        ("PATCH", f"{cart}lines/{variant.pk}/", {"quantity": 1}),
        ("POST", f"{cart}quote/", {"country": "AT", "region": "", "shipping_method": 1, "email": ""}),
        ("POST", f"{cart}checkout/", ordered),
        ("POST", f"{held}returns/", back),
    ]

    for number, (method, where, body) in enumerate(bodies):
        for version, sent in enumerate(odd_versions(body)):
            require_clear(ask(method, where, sent, Idempotency_Key=f"{number}-{version}"), sent)


@override_settings(API_KEY_REQUESTS_A_MINUTE=10**6)
def test_odd_things_of_merchants_programs_are_answered_clearly(
    program: Program, variant: Variant, order: Order
) -> None:
    part, lines = (
        f"/api/v1/merchant/orders/{order.number}/",
        [{"line": line_of(order, variant).pk, "quantity": 9}],
    )
    bodies: list[tuple[str, str, object]] = [
        ("POST", "fulfilments/", {"lines": lines, "carrier": "", "tracking_number": "", "tracking_url": ""}),
        ("PUT", "fulfilments/1/", {"carrier": "", "tracking_number": "", "tracking_url": ""}),
        ("POST", "refunds/", {"amount": "999.00", "reason": "damaged", "note": "", "lines": lines}),
        ("POST", "returns/", {"lines": lines, "reason": "damaged", "note": ""}),
        ("POST", "returns/1/receive/", {"lines": lines, "answer": ""}),
        ("POST", "notes/", {"text": ""}),
    ]

    for method, room, body in bodies:
        for sent in odd_versions(body):
            require_clear(program.ask(method, f"{part}{room}", sent), sent)
