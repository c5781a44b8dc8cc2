"""The way back to a guest's order, which tells nobody whether there is one."""

import pytest
from django.core import mail
from django.test import Client

from orders.models import Order
from tests.factories.orders import placed_order, sold_variant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    return placed_order((sold_variant(), 1))


def ask(number: object, email: str) -> tuple[int, str, bytes]:
    """Status, where it leads, and the page there."""
    client = Client()
    answer = client.post("/orders/find/", {"number": number, "email": email})
    page = client.get("/orders/find/").content
    start = page.index(b"<main")
    return (
        answer.status_code,
        answer.headers.get("Location", ""),
        page[start : page.index(b"csrfmiddlewaretoken")],
    )


def test_link_goes_to_the_address_of_the_order(order: Order) -> None:
    assert ask(order.number, "ADA@vitrine.test")[:2] == (302, "/orders/find/")

    (message,) = mail.outbox
    assert message.to == ["ada@vitrine.test"]
    assert str(order.public_id) in str(message.body)


def test_nothing_tells_whether_there_is_such_an_order(order: Order) -> None:
    right = ask(order.number, "ada@vitrine.test")
    wrong_address = ask(order.number, "eve@vitrine.test")
    wrong_number = ask(order.number + 1, "ada@vitrine.test")

    assert right == wrong_address == wrong_number
    assert len(mail.outbox) == 1
    assert b"If there is such an order" in right[2]


@pytest.mark.parametrize(
    ("number", "email"), [("", ""), ("abc", "ada@vitrine.test"), ("-1", "x"), ("9" * 30, "")]
)
def test_bad_input_is_said_beside_the_field_and_kept(number: str, email: str) -> None:
    answer = Client().post("/orders/find/", {"number": number, "email": email})

    assert answer.status_code == 422
    assert b'class="errorlist"' in answer.content
    assert b"site/js/first-error" in answer.content
    assert f'value="{number}"'.encode() in answer.content or not number
    assert not mail.outbox


def test_asking_too_often_is_held_off(order: Order) -> None:
    statuses = [ask(order.number, "ada@vitrine.test")[0] for _ in range(6)]

    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_who_types_the_address_of_somebody_does_not_keep_them_from_their_order(order: Order) -> None:
    for _ in range(6):
        ask(order.number + 1, "ada@vitrine.test")

    assert ask(order.number, "ada@vitrine.test")[0] == 302
    assert len(mail.outbox) == 1
