"""Money goes back from the page of an order: once, within what the merchant earned, with the error beside its field."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from orders.models import Order, Refund
from tests.factories.orders import stock_of
from tests.orders.admin.conftest import staff_of

pytestmark = pytest.mark.django_db(transaction=True)


def typed(**more: Any) -> dict[str, Any]:
    sent = {"key": uuid4(), "amount": "", "reason": "goodwill", "note": "", **more}
    return {"_refund": "1", **{f"refund-{name}": value for name, value in sent.items()}}


def amounts() -> list[int]:
    return list(Refund.objects.order_by("pk").values_list("amount_minor", flat=True))


def test_pieces_go_back_at_their_price_once_however_often_the_button_is_pressed(
    order: Order, page: str, merchant_client: Client
) -> None:
    own = order.lines.all()[0]
    sent = typed(**{f"line-{own.pk}": "2"})

    for _ in range(2):
        assert merchant_client.post(page, sent).status_code == 302

    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.merchant) == (5000, own.merchant)
    assert list(refund.lines.values_list("line", "quantity")) == [(own.pk, 2)]
    text = merchant_client.get(page).content.decode()
    assert "Give money back, up to €25.00" in text
    assert "€50.00" in text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"amount": ""}, "Say how much goes back"),
        ({"amount": "x"}, "is not an amount"),
        ({"amount": "0"}, "Please say how much goes back."),
        ({"amount": "-1"}, "Please say how much goes back."),
        ({"amount": "75.01"}, "There is not so much left"),
        ({"amount": "1.001"}, "decimal places"),
        ({"amount": "1", "reason": "late"}, "not one of the available"),
    ],
)
def test_what_cannot_go_back_is_told(
    order: Order, page: str, merchant_client: Client, sent: dict[str, str], told: str
) -> None:
    answer = merchant_client.post(page, typed(**sent))

    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert amounts() == []


@pytest.mark.parametrize(("ticked", "left_in_stock"), [({"restocks": "on"}, 5), ({}, 3)])
def test_what_was_not_shipped_stays_and_is_sold_again_where_that_is_ticked(
    order: Order, page: str, merchant_client: Client, ticked: dict[str, str], left_in_stock: int
) -> None:
    own = order.lines.all()[0]

    merchant_client.post(page, typed(reason="requested", **{f"line-{own.pk}": "2"}, **ticked))

    assert stock_of(own.variant) == (left_in_stock, 1)
    text = merchant_client.get(page).content.decode()
    assert "0 of 3 shipped, 2 refunded and not shipped" in text
    assert "€50.00, 2 not shipped" in text


def test_others_lines_are_not_given_back(order: Order, page: str, merchant_client: Client) -> None:
    foreign = order.lines.all()[1]

    merchant_client.post(page, typed(**{f"line-{foreign.pk}": "1"}))

    assert amounts() == []


def test_others_do_not_see_what_a_merchant_gave_back(
    order: Order, page: str, merchant_client: Client, owner_client: Client
) -> None:
    merchant_client.post(page, typed(amount="7.77", note="For the scratch"))

    other = staff_of(order.lines.all()[1].merchant)
    seen = ["€7.77" in client.get(page).content.decode() for client in (merchant_client, owner_client, other)]
    assert (amounts(), seen) == ([777], [True, True, False])


def test_whoever_runs_the_shop_gives_back_all_of_it(order: Order, page: str, owner_client: Client) -> None:
    assert owner_client.post(page, typed(amount="115.00")).status_code == 302

    assert amounts() == [order.total_minor]
    assert "Give money back" not in owner_client.get(page).content.decode()
