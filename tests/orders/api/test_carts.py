"""Carts over the API: at today's prices, held by a token that nobody can guess."""

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Price, Stock
from orders.api.tokens import written
from orders.models import MAX_LINES, Cart, CartLine
from orders.site.cart_cookie import SALT as COOKIE_SALT
from tests.factories.orders import filled_cart, placed_order, sold_variant
from tests.orders.api.shopper import CARTS, ask, cart_with

pytestmark = pytest.mark.django_db


def test_cart_begins_with_the_first_things_in_it() -> None:
    oak, ash = sold_variant(price=2500), sold_variant(price=1000)
    lines = [{"variant": oak.pk, "quantity": 2}, {"variant": ash.pk}]

    told = ask("POST", CARTS, {"lines": lines})

    assert told.status == 201
    assert told.answer["Location"] == f"http://testserver{CARTS}{told.document['token']}/"
    assert told.answer["Cache-Control"] == "private, no-store"
    assert not told.answer.cookies
    assert [(line["variant"], line["quantity"]) for line in told.document["lines"]] == [
        (oak.pk, 2),
        (ash.pk, 1),
    ]
    assert told.document["totals"]["total"] == {"amount": "64.90", "minor": 6490, "currency": "EUR"}
    assert (told.document["state"], told.document["order"], told.document["can_be_ordered"]) == (
        "open",
        None,
        True,
    )
    assert ask("GET", told.answer["Location"]).document == told.document


def test_cart_of_which_one_line_is_refused_is_none() -> None:
    lines = [{"variant": sold_variant().pk}, {"variant": sold_variant(on_hand=0).pk}]

    assert ask("POST", CARTS, {"lines": lines}).problem == (422, "cart_refused")
    assert not Cart.objects.exists()


def test_cart_says_what_its_owner_should_be_told() -> None:
    dearer, scarce, gone = sold_variant(), sold_variant(), sold_variant()
    cart = cart_with((dearer, 1), (scarce, 4), (gone, 1))
    Price.objects.filter(variant=dearer).update(amount_minor=2600)
    Stock.objects.filter(variant=scarce).update(on_hand=2)
    gone.is_active = False
    gone.save()

    told = ask("GET", cart).document

    said = [(line["price_changed"], line["only_left"], line["can_be_ordered"]) for line in told["lines"]]
    assert said == [(True, None, True), (False, 2, False), (False, 0, False)]
    assert told["lines"][2]["price"] is None
    assert told["can_be_ordered"] is False


def test_cart_costs_as_many_queries_whatever_it_holds() -> None:
    few = cart_with((sold_variant(), 1))
    many = cart_with(*((sold_variant(), 1) for _ in range(8)))
    counts = []
    # PostgreSQL learns the statements of a connection once.
    ask("GET", few)

    for cart in (few, many):
        with CaptureQueriesContext(connection) as queries:
            ask("GET", cart)
        counts.append(len(queries))

    assert counts == [1, 1]


def test_cart_begins_with_one_statement_and_with_two_whatever_else_it_holds() -> None:
    variants = [sold_variant() for _ in range(8)]
    counts = []
    for held in (variants[:1], variants):
        ask("POST", CARTS, {"lines": [{"variant": variant.pk} for variant in held]})

    for held in (variants[:1], variants[:2], variants):
        with CaptureQueriesContext(connection) as queries:
            told = ask("POST", CARTS, {"lines": [{"variant": variant.pk} for variant in held]})
        assert told.document["count"] == len(held)
        counts.append(len(queries))

    assert counts == [1, 2, 2]


def test_what_is_named_twice_counts_together() -> None:
    variant = sold_variant(on_hand=5)
    lines = [{"variant": variant.pk, "quantity": quantity} for quantity in (2, 1, 4)]

    told = ask("POST", CARTS, {"lines": lines}).document

    assert [line["quantity"] for line in told["lines"]] == [5]
    assert CartLine.objects.get().quantity == 5


def test_lines_are_added_changed_and_removed() -> None:
    variant = sold_variant(on_hand=5)
    cart = cart_with((sold_variant(), 1))
    line = f"{cart}lines/{variant.pk}/"

    added = ask("POST", f"{cart}lines/", {"variant": variant.pk, "quantity": 9})
    changed = ask("PATCH", line, {"quantity": 3})
    removed = ask("DELETE", line)

    assert added.document["message"].startswith("Only 5 of ")
    assert [line["quantity"] for line in added.document["cart"]["lines"]] == [1, 5]
    assert [line["quantity"] for line in changed.document["cart"]["lines"]] == [1, 3]
    assert [line["quantity"] for line in removed.document["cart"]["lines"]] == [1]
    assert ask("PATCH", line, {"quantity": 1}).problem == (422, "cart_refused")
    assert ask("DELETE", line).status == 200


@pytest.mark.django_db(transaction=True)
def test_line_that_is_sent_again_under_its_key_is_added_once() -> None:
    variant = sold_variant(on_hand=9)
    cart = cart_with((variant, 1))
    body = {"variant": variant.pk, "quantity": 2}

    first, again = (ask("POST", f"{cart}lines/", body, Idempotency_Key="one") for _ in range(2))
    other = ask("POST", f"{cart}lines/", {**body, "quantity": 3}, Idempotency_Key="one")
    unkeyed = ask("POST", f"{cart}lines/", body)

    assert again.answer.content == first.answer.content
    assert again.answer["Idempotency-Replayed"] == "true"
    assert other.problem == (422, "idempotency_key_reused")
    assert [line["quantity"] for line in unkeyed.document["cart"]["lines"]] == [5]


@pytest.mark.django_db(transaction=True)
def test_ordered_cart_tells_its_order_and_changes_no_more() -> None:
    variant = sold_variant()
    order = placed_order((variant, 1))
    cart = f"{CARTS}{written(order.cart.token)}/"

    told = ask("GET", cart).document

    assert (told["state"], told["lines"], told["can_be_ordered"]) == ("ordered", [], False)
    assert told["order"] == f"http://testserver/api/v1/orders/{order.public_id}/"
    assert ask("POST", f"{cart}lines/", {"variant": variant.pk}).problem == (409, "cart_ordered")
    assert ask("DELETE", f"{cart}lines/{variant.pk}/").problem == (409, "cart_ordered")
    assert ask("PATCH", f"{cart}lines/{variant.pk}/", {"quantity": 1}).problem == (409, "cart_ordered")
    assert Cart.objects.count() == 1


def test_only_the_whole_token_opens_a_cart() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))
    good = written(token)
    wrong = [
        str(token),
        token.hex,
        good[:-1],
        f"{'0' * 32}.{good.split('.')[1]}",
        Signer(salt=COOKIE_SALT, sep=".").sign(token.hex),
        Signer(salt="orders.api.cart", sep=".").sign("x"),
    ]

    for token_sent in wrong:
        cart = f"{CARTS}{token_sent}/"
        assert ask("GET", cart).problem == (404, "cart_not_found")
        assert ask("POST", f"{cart}lines/", {"variant": variant.pk}).problem == (404, "cart_not_found")
        assert ask("PATCH", f"{cart}lines/{variant.pk}/", {"quantity": 5}).problem == (404, "cart_not_found")
        assert ask("DELETE", f"{cart}lines/{variant.pk}/").problem == (404, "cart_not_found")

    assert CartLine.objects.get().quantity == 1


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "#/lines"),
        ({"lines": []}, "#/lines"),
        ({"lines": [{"variant": 1}] * (MAX_LINES + 1)}, "#/lines"),
        ({"lines": [{"variant": "x"}]}, "#/lines/0/variant"),
        ({"lines": [{"variant": 2**63}]}, "#/lines/0/variant"),
        ({"lines": [{"variant": 1, "quantity": 0}]}, "#/lines/0/quantity"),
        ({"lines": [{"variant": 1, "quantity": 10**30}]}, "#/lines/0/quantity"),
        ({"lines": [{"variant": 1, "price": "0.01"}]}, "#/lines/0/price"),
    ],
)
def test_odd_carts_are_refused_at_their_place(body: object, place: str) -> None:
    told = ask("POST", CARTS, body)

    assert set(told.places) == {place}
    assert not Cart.objects.exists()


def test_form_of_another_site_is_not_read() -> None:
    told = ask("POST", CARTS, b"lines=1", Content_Type="application/x-www-form-urlencoded")

    assert told.problem == (415, "unsupported_media_type")
