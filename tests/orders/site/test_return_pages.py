"""What buyers see of parcels and returns, and how they announce one."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from orders.models import Order, Return
from orders.queries.parcels.returns import TIME_TO_RETURN
from orders.services.fulfilment.fulfil import fulfil
from orders.services.returns.decide_return import refuse_return
from orders.states import ReturnReason
from tests.factories.orders import sold_variant
from tests.factories.selling import paid_order, shipped_order, works_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    """Three of something, shipped just now."""
    return shipped_order((sold_variant(), 3), now=timezone.now())


def page_of(order: Order) -> str:
    return f"/orders/{order.public_id}/return/"


def typed(order: Order, quantity: str, **more: Any) -> dict[str, Any]:
    line = order.lines.get()
    return {f"line-{line.pk}": quantity, "reason": "damaged", "note": "", "return_key": uuid4(), **more}


def test_buyer_sees_parcels_with_what_is_in_them(client: Client) -> None:
    variant = sold_variant()
    order = paid_order((variant, 3))
    fulfil(
        order_id=order.public_id,
        actor=variant.merchant,
        quantities={order.lines.get().pk: 2},
        carrier="Post AT",
        tracking_number="10 42",
        now=timezone.now(),
    )

    text = client.get(f"/orders/{order.public_id}/").content.decode()

    assert "The first part of it is on its way" in text
    assert "2 of 3 shipped" in text
    assert 'href="https://www.post.at/sv/sendungsdetails?snr=1042"' in text
    assert "with Post AT" in text


def test_unshipped_orders_show_neither_parcels_nor_returns(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = paid_order((sold_variant(), 1))
    client.get(f"/orders/{order.public_id}/")

    with django_assert_num_queries(1):
        text = client.get(f"/orders/{order.public_id}/").content.decode()

    assert not any(words in text for words in ("Your parcel", "Return something", "Your return"))


def test_buyer_announces_a_return_and_sees_it(client: Client, order: Order) -> None:
    assert page_of(order) in client.get(f"/orders/{order.public_id}/").content.decode()

    answer = client.post(page_of(order), typed(order, "2", note="The leg is <b>loose</b>."), follow=True)

    announced = Return.objects.get()
    assert (announced.reason, announced.note) == (ReturnReason.DAMAGED, "The leg is <b>loose</b>.")
    assert announced.lines.get().quantity == 2
    text = answer.content.decode()
    assert "Your return is announced" in text
    assert f"Announced to {announced.merchant.name}" in text
    assert f"Return announced to {announced.merchant.name}" in text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"quantity": "0"}, "Choose how many"),
        ({"quantity": "4"}, "Choose up to 3."),
        ({"quantity": "-1"}, "Choose up to 3."),
        ({"quantity": "1", "reason": ""}, "Please choose a reason."),
        ({"quantity": "1", "reason": "x"}, "not one of the available"),
        ({"quantity": "1", "note": "x" * 501}, "at most 500"),
        ({"quantity": "1", "return_key": "x"}, "out of date"),
    ],
)
def test_errors_stand_beside_their_field_and_nothing_changes(
    client: Client, order: Order, sent: dict[str, str], told: str
) -> None:
    answer = client.post(page_of(order), typed(order, **sent))

    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Return.objects.exists()


def test_everything_that_is_missing_is_told_at_once(client: Client, order: Order) -> None:
    page = client.post(f"{order.page_path}return/", {"return_key": str(uuid4())}).content.decode()

    assert "<title>Please check: " in page
    assert "Please choose a reason." in page
    assert "Choose how many of what you send back." in page


def test_double_click_announces_once(client: Client, order: Order) -> None:
    sent = typed(order, "3")

    assert [client.post(page_of(order), sent).status_code for _ in range(2)] == [302, 302]
    assert Return.objects.count() == 1


def test_what_is_over_or_announced_cannot_come_back(client: Client) -> None:
    late = timezone.now() - TIME_TO_RETURN - timedelta(days=1)
    order = shipped_order((sold_variant(), 1), now=late)

    text = client.get(page_of(order)).content.decode()
    answer = client.post(page_of(order), typed(order, "1"))

    assert "There is nothing of this order that can be sent back" in text
    assert answer.status_code == 400
    assert not Return.objects.exists()


def test_lines_of_other_orders_are_not_taken(client: Client, order: Order) -> None:
    other = shipped_order((sold_variant(), 1), now=timezone.now())

    answer = client.post(page_of(order), typed(other, "1"))

    assert answer.status_code == 400
    assert not Return.objects.exists()


def test_refusal_is_told_with_its_reason(client: Client, order: Order) -> None:
    client.post(page_of(order), typed(order, "1"))
    announced = Return.objects.get()
    seller: User = works_for(announced.merchant)
    refuse_return(return_id=announced.public_id, actor=seller, answer="It was used.", now=timezone.now())

    text = client.get(f"/orders/{order.public_id}/").content.decode()

    assert re.search(r"Refused by .*“It was used.”", text, re.DOTALL)


def test_logged_in_buyer_is_named(client: Client, order: Order) -> None:
    buyer = works_for(order.lines.get().merchant)
    client.force_login(buyer)

    client.post(page_of(order), typed(order, "1"))

    assert Return.objects.get().created_by == buyer
