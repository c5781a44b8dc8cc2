"""A cart is ordered once over the API, whatever is repeated, changed, sent at once or cut off on the way."""

import json
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AnsweredRequest
from accounts.programs import idempotency
from catalog.models import Price, Stock
from orders.api import checkout
from orders.errors import GatewayFault
from orders.gateways.contract import PaymentRequest
from orders.gateways.local import LocalGateway
from orders.models import Cart, Order, Payment
from orders.services import place_order as placing
from tests.catalog.api.writing.program import Told
from tests.factories.orders import sold_variant, stock_of
from tests.factories.threads import side_by_side
from tests.orders.api.shopper import ADDRESS, ask, cart_with, order_of, total_of

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """The process dies here; nothing that would tidy up is run."""


@pytest.fixture
def cart() -> str:
    return cart_with((sold_variant(price=2500), 2))


def order(cart: str, key: str = "order-1", **changes: Any) -> Told:
    body = order_of("54.90", **changes)
    return ask("POST", f"{cart}checkout/", body, Idempotency_Key=key)


def end_leases() -> None:
    AnsweredRequest.objects.update(lease_until=timezone.now())


def test_cart_becomes_an_order_and_says_where_it_is_paid(cart: str) -> None:
    assert total_of(cart) == "54.90"

    told = order(cart)

    placed = Order.objects.get()
    assert told.status == 201
    assert told.answer["Location"] == f"http://testserver/api/v1/orders/{placed.public_id}/"
    assert told.document["payment_url"] == f"http://testserver/pay/{Payment.objects.get().public_id}/"
    assert told.document["order"]["number"] == placed.number
    assert placed.shipping_address == {**ADDRESS, "line2": "", "region": "", "company": "", "phone": ""}
    assert (placed.total_minor, placed.email) == (5490, "ada@vitrine.test")
    assert ask("GET", told.answer["Location"]).document == told.document["order"]


def test_order_is_placed_and_told_by_four_statements(cart: str) -> None:
    # PostgreSQL learns the statements of a connection once.
    order(cart_with((sold_variant(price=2500), 2)))

    with CaptureQueriesContext(connection) as queries:
        told = order(cart)

    assert told.status == 201
    assert len(queries) == 4


def test_repetition_is_answered_with_the_same_bytes(cart: str) -> None:
    first, again = order(cart), order(cart)

    assert (again.status, again.answer.content) == (201, first.answer.content)
    assert again.answer["Location"] == first.answer["Location"]
    assert again.answer["Idempotency-Replayed"] == "true"
    assert Order.objects.count() == 1


def test_forty_at_once_give_one_order_and_one_answer(cart: str) -> None:
    told = side_by_side([lambda: order(cart)] * 40)

    counted = Counter(each.status for each in told)
    placed = {each.answer.content for each in told if each.status == 201}
    assert set(counted) <= {201, 409}
    assert len(placed) == 1
    assert all(
        (each.problem, each.answer["Retry-After"]) == ((409, "request_running"), "2")
        for each in told
        if each.status == 409
    )
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)
    assert order(cart).answer.content in placed


def test_twenty_keys_at_once_give_one_order(cart: str) -> None:
    told = side_by_side([partial(order, cart, key=f"key-{number}") for number in range(20)])

    assert {each.status for each in told} == {201}
    assert len({each.document["order"]["id"] for each in told}) == 1
    assert len({each.document["payment_url"] for each in told}) == 1
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)


def test_another_body_under_the_key_is_refused(cart: str) -> None:
    order(cart)

    changed = order(cart, email="other@vitrine.test")

    assert changed.problem == (422, "idempotency_key_reused")
    assert Order.objects.get().email == "ada@vitrine.test"


def test_key_of_another_cart_is_another_one(cart: str) -> None:
    other = cart_with((sold_variant(price=2500), 2))

    mine, theirs = order(cart), order(other)

    assert mine.document["order"]["id"] != theirs.document["order"]["id"]
    assert "Idempotency-Replayed" not in theirs.answer
    assert order(other).answer.content == theirs.answer.content


@pytest.mark.parametrize("place", ["response", "keep_answer"])
def test_process_that_dies_between_order_and_reply_leaves_one_order(
    place: str, cart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the order's commit: before the answer is kept, and before it is sent."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(idempotency, place, die)
        with pytest.raises(Killed):
            order(cart)
    placed = Order.objects.get()
    if place == "keep_answer":
        assert order(cart).problem == (409, "request_running")
        end_leases()

    told, again = order(cart), order(cart)

    assert (told.status, told.document["order"]["id"]) == (201, str(placed.public_id))
    assert told.document["payment_url"] == f"http://testserver/pay/{Payment.objects.get().public_id}/"
    assert again.answer.content == told.answer.content
    assert Order.objects.count() == 1


def test_process_that_dies_before_the_commit_has_ordered_nothing(
    cart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(placing, "write_at_once", die)
        patched.setattr(idempotency, "give_up_claim", lambda **_: None)
        with pytest.raises(Killed):
            order(cart)
    assert not Order.objects.exists()
    end_leases()

    assert order(cart).status == 201
    assert Order.objects.count() == 1


def test_database_that_does_not_answer_leaves_the_key_free(
    cart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_away(**_: object) -> None:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as patched:
        patched.setattr(checkout, "place_and_pay", be_away)
        away = order(cart)

    assert (away.problem, away.answer["Retry-After"]) == ((503, "database_unavailable"), "5")
    assert order(cart).status == 201


def test_provider_that_does_not_answer_leaves_an_order_to_pay(
    cart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def be_away(_: LocalGateway, request: PaymentRequest) -> None:
        asked.append(request)
        raise GatewayFault("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(LocalGateway, "begun", lambda *_: None)
        patched.setattr(LocalGateway, "start", be_away)
        told = order(cart)
        assert len(asked) == 1
        unpaid = ask("POST", f"{told.answer['Location']}pay/")

    assert (told.status, told.document["payment_url"]) == (201, None)
    assert told.document["order"]["can_be_paid"]
    assert unpaid.problem == (503, "gateway_fault")
    later = ask("POST", f"{told.answer['Location']}pay/")
    assert later.document["payment_url"] == f"http://testserver/pay/{Payment.objects.get().public_id}/"


def test_changed_price_is_told_with_both_totals_and_may_be_mended(cart: str) -> None:
    Price.objects.update(amount_minor=2600)

    refused = order(cart)
    mended = order(cart, expected_total=refused.document["actual_total"]["amount"])

    assert refused.problem == (409, "price_changed")
    assert [refused.document[name]["amount"] for name in ("expected_total", "actual_total")] == [
        "54.90",
        "56.90",
    ]
    assert mended.status == 201


def test_shortage_is_told_by_name(cart: str) -> None:
    Stock.objects.update(on_hand=1)
    variant = Stock.objects.get().variant

    refused = order(cart)

    assert refused.problem == (409, "out_of_stock")
    assert refused.document["names"] == [f"{variant.product.name} (Oak)"]
    assert stock_of(variant) == (1, 0)
    assert Cart.objects.get().is_open


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"email": "x"}, "#/email"),
        ({"expected_total": "54.901"}, "#/expected_total"),
        ({"expected_total": 5490}, "#/expected_total"),
        ({"expected_total": "-1.00"}, "#/expected_total"),
        ({"terms_accepted": False}, "#/terms_accepted"),
        ({"shipping_address": {**ADDRESS, "country": "XX"}}, "#/shipping_address/country"),
        ({"shipping_address": {**ADDRESS, "city": "a\0b"}}, "#/shipping_address/city"),
        ({"shipping_address": {**ADDRESS, "name": "x" * 121}}, "#/shipping_address/name"),
        ({"total": "0.01"}, "#/total"),
    ],
)
def test_odd_orders_are_refused_at_their_place(changes: dict[str, Any], place: str, cart: str) -> None:
    assert set(order(cart, **changes).places) == {place}
    assert not Order.objects.exists()


def test_cart_that_was_forgotten_is_not_found(cart: str) -> None:
    Cart.objects.all().delete()

    assert order(cart).problem == (404, "cart_not_found")
    assert not AnsweredRequest.objects.exists()


def test_order_without_a_key_is_refused(cart: str) -> None:
    assert order(cart, key="").problem == (400, "idempotency_key_missing")
    assert not Order.objects.exists()


def test_answers_hold_as_long_as_they_are_kept_and_the_order_for_ever(cart: str) -> None:
    first = order(cart)
    AnsweredRequest.objects.all().delete()

    again = order(cart)

    assert (again.status, "Idempotency-Replayed" in again.answer) == (201, False)
    assert json.loads(again.answer.content)["order"]["id"] == first.document["order"]["id"]
    assert timezone.now() - Order.objects.get().placed_at < timedelta(minutes=5)


def test_quote_tells_what_checkout_expects(cart: str) -> None:
    quoted = ask("POST", f"{cart}quote/", {"country": "AT"})

    assert quoted.status == 200, quoted.document
    methods = quoted.document["shipping_methods"]
    assert quoted.document["shipping_method"] in [method["id"] for method in methods]
    assert quoted.document["totals"]["total"]["amount"] == "54.90"
    told = order(cart, shipping_method=quoted.document["shipping_method"])
    assert told.status == 201
    assert ask("POST", f"{cart}quote/", {"country": "AT"}).problem == (409, "cart_ordered")


def test_what_cannot_be_had_is_told_by_its_code(cart: str) -> None:
    told = {
        ask("POST", f"{cart}quote/", {"country": "AT", **wish}).document["code"]
        for wish in ({"voucher_code": "NONE"}, {"shipping_method": 999999}, {"country": "XX"})
    }

    assert told == {"voucher_unknown", "shipping_method_not_offered", "invalid"}
    assert order(cart, voucher_code="NONE").problem == (409, "voucher_unknown")
    assert not Order.objects.exists()
