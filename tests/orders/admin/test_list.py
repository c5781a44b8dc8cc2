"""The list of orders: whose, how much of them, what is found, and how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.lists import bounded
from orders.admin import orders as listing
from orders.gateways.contract import RefundAnswer
from orders.models import Capture, Order, OrderLine, Refund
from orders.queries.selling.search import MOST_WORDS
from orders.services.cancel_order import cancel_order
from orders.services.fulfilment.fulfil import fulfil
from orders.services.history import record
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.ship_lines import ship_lines
from orders.states import OrderEventKind, RefundState
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.factories.selling import authorised_order, paid_order, refund_of, sent_back, shipped_order
from tests.orders.admin.conftest import LIST, client_of, staff_of

pytestmark = pytest.mark.django_db(transaction=True)


def is_listed(client: Client, order: Order, **asked: str) -> bool:
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return f"{LIST}{order.pk}/change/" in answer.content.decode()


def test_merchant_sees_what_their_lines_come_to(order: Order, merchant_client: Client) -> None:
    text = merchant_client.get(LIST).content.decode()

    assert "€75.00" in text
    assert not any(secret in text for secret in ("€40.00", "€115.00", str(order.public_id)))


def test_foreign_orders_are_not_listed(order: Order) -> None:
    assert not is_listed(staff_of(MerchantFactory.create()), order)


def test_others_earnings_cannot_be_guessed_by_filtering(merchant_client: Client) -> None:
    assert merchant_client.get(LIST, {"total_minor__gte": "1"}).status_code == 400


def test_orders_are_found_by_what_a_buyer_says(order: Order, owner_client: Client) -> None:
    line = order.lines.all()[0]
    fulfil(
        order_id=order.public_id,
        actor=line.merchant,
        quantities={line.pk: 1},
        tracking_number="JD0014",
        now=NOW,
    )

    for wanted in (
        str(order.number),
        f"#{order.number}",
        "ADA@vitrine",
        "byron",
        "ada byron",
        line.sku,
        "jd001",
    ):
        assert is_listed(owner_client, order, q=wanted), wanted
    for wanted in ("nobody", f"{order.number}0", "9" * 30, "byron nobody", "%", "_da"):
        assert not is_listed(owner_client, order, q=wanted), wanted


def test_of_what_somebody_pasted_the_first_words_count(order: Order, owner_client: Client) -> None:
    few = " ".join(["ada", "Byron", *(f"{order.number}" for _ in range(MOST_WORDS))])
    many = " ".join(f"word{number}" for number in range(500))

    assert is_listed(owner_client, order, q=few)
    with CaptureQueriesContext(connection) as queries:
        assert not is_listed(owner_client, order, q=f"{few} {many}")
    assert len(queries) < 3 * MOST_WORDS


def test_merchant_finds_nothing_by_others_articles_and_parcels(order: Order, merchant_client: Client) -> None:
    own, foreign = order.lines.all()
    fulfil(
        order_id=order.public_id,
        actor=foreign.merchant,
        quantities={foreign.pk: 1},
        tracking_number="SECRET1",
        now=NOW,
    )

    assert is_listed(merchant_client, order, q=own.sku)
    assert not is_listed(merchant_client, order, q=foreign.sku)
    assert not is_listed(merchant_client, order, q="SECRET1")


def test_orders_to_ship_are_those_of_which_something_is_left(order: Order, merchant_client: Client) -> None:
    own = order.lines.all()[0]
    waiting = placed_order((sold_variant(merchant=own.merchant), 1))
    shipped = shipped_order((sold_variant(merchant=own.merchant), 1))

    assert is_listed(merchant_client, order, to_do="ship")
    assert not any(is_listed(merchant_client, each, to_do="ship") for each in (waiting, shipped))

    fulfil(order_id=order.public_id, actor=own.merchant, quantities={own.pk: 3}, now=NOW)
    assert not is_listed(merchant_client, order, to_do="ship")


def test_orders_to_ship_of_the_shop_are_those_of_which_anything_is_left(
    order: Order, owner_client: Client
) -> None:
    shipped = shipped_order((sold_variant(), 1))

    assert is_listed(owner_client, order, to_do="ship")
    assert not is_listed(owner_client, shipped, to_do="ship")


def test_orders_with_returns_to_decide_are_found(order: Order) -> None:
    variant = sold_variant()
    returned = shipped_order((variant, 1))
    sent_back(returned, {returned.lines.get().pk: 1})
    client = staff_of(variant.merchant)

    assert is_listed(client, returned, to_do="return")
    assert not is_listed(staff_of(order.lines.all()[0].merchant), returned, to_do="return")


def test_orders_are_filtered_by_merchant_and_date(order: Order, owner_client: Client) -> None:
    own = order.lines.all()[0].merchant
    other = placed_order((sold_variant(), 1))
    day = NOW.replace(hour=0)
    that_day = {"placed_at__gte": day.isoformat(), "placed_at__lt": (day + timedelta(days=1)).isoformat()}

    assert is_listed(owner_client, order, merchant=str(own.pk))
    assert not is_listed(owner_client, other, merchant=str(own.pk))
    assert is_listed(owner_client, order, **that_day)
    assert not is_listed(owner_client, order, placed_at__gte=(day + timedelta(days=1)).isoformat())


def failed(refund: Refund) -> None:
    answer = RefundAnswer(RefundState.FAILED, "re_1", "account_closed")
    apply_refund_answer(refund.public_id, answer, now=NOW)


def test_refunds_that_failed_are_found_until_they_are_asked_for_anew(order: Order) -> None:
    own, foreign = order.lines.all()
    owner, seller, other = (
        client_of(UserFactory.create(is_superuser=True)),
        *map(staff_of, (own.merchant, foreign.merchant)),
    )
    assert not is_listed(owner, order, attention="refund")

    failed(refund_of(order, 900))

    assert [is_listed(client, order, attention="refund") for client in (owner, seller, other)] == [
        True,
        True,
        False,
    ]
    refund_of(order, 400, actor=foreign.merchant)
    assert is_listed(seller, order, attention="refund")
    refund_of(order, 900)
    assert not any(is_listed(client, order, attention="refund") for client in (owner, seller))


def test_failed_refund_of_a_whole_order_is_the_shops(
    order: Order, owner_client: Client, merchant_client: Client
) -> None:
    cancel_order(order_id=order.public_id, now=NOW)
    failed(order.refunds.get())

    assert is_listed(owner_client, order, attention="refund")
    assert not is_listed(merchant_client, order, attention="refund")


def test_action_ships_chosen_orders(order: Order, merchant_client: Client) -> None:
    own, foreign = order.lines.all()

    merchant_client.post(LIST, {"action": "mark_as_shipped", "_selected_action": [order.pk]})

    assert list(OrderLine.objects.filter(shipped_at__isnull=False)) == [own]
    assert (stock_of(own.variant), stock_of(foreign.variant)) == ((2, 0), (5, 1))


def test_more_orders_than_are_picked_at_once_are_not_shipped_at_once(
    order: Order, merchant_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = paid_order((sold_variant(merchant=order.lines.all()[0].merchant), 1))
    monkeypatch.setattr(listing, "MOST_PICKED", 1)
    chosen = {"action": "mark_as_shipped", "_selected_action": [order.pk, another.pk]}

    text = merchant_client.post(LIST, chosen, follow=True).content.decode()

    assert "1 orders at most are marked as shipped at once." in text
    assert not OrderLine.objects.filter(shipped_at__isnull=False).exists()


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_orders_are_neither_added_nor_deleted(order: Order, owner_client: Client, path: str) -> None:
    assert owner_client.get(f"{LIST}{path.format(pk=order.pk)}").status_code == 403


def test_long_lists_are_counted_no_further_than_they_are_listed(
    order: Order, merchant_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant = order.lines.all()[0].merchant
    orders = [order, *(placed_order((sold_variant(merchant=merchant), 1)) for _ in range(3))]
    monkeypatch.setattr(bounded, "MOST_LISTED", 2)

    text = merchant_client.get(LIST).content.decode()

    assert "of which the first 2 are listed" in text
    assert f"{LIST}{orders[-1].pk}/change/" in text


def test_list_asks_as_much_for_many_orders_as_for_one(
    order: Order, merchant_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    merchant = order.lines.all()[0].merchant
    for _ in range(4):
        placed_order((sold_variant(merchant=merchant), 1))

    with django_assert_max_num_queries(12):
        merchant_client.get(LIST)


def test_search_asks_a_few_queries_a_word(
    order: Order, merchant_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    paid_order((sold_variant(merchant=order.lines.all()[0].merchant), 1))

    with django_assert_max_num_queries(16):
        merchant_client.get(LIST, {"q": "ada byron"})


def test_what_was_given_back_at_the_provider_waits_until_it_is_shipped() -> None:
    order = paid_order((sold_variant(), 1))
    merchant = order.lines.get().merchant
    seller = staff_of(merchant)
    assert not is_listed(seller, order, attention="elsewhere")
    record(order, OrderEventKind.REFUNDED_ELSEWHERE, now=NOW, data={"amount_minor": 100})

    assert is_listed(seller, order, attention="elsewhere")
    assert not is_listed(staff_of(MerchantFactory.create()), order, attention="elsewhere")
    ship_lines(order_id=order.public_id, actor=merchant, now=NOW)
    assert not is_listed(seller, order, attention="elsewhere")


def test_failed_captures_are_found_by_who_sells_in_the_order() -> None:
    failed, waiting, again = (authorised_order((sold_variant(), 1)) for _ in range(3))
    for order, state in ((failed, "failed"), (waiting, "pending"), (again, "failed"), (again, "pending")):
        Capture.objects.create(
            payment=payment_of(order),
            amount_minor=1,
            state=state,
            finished_at=NOW if state == "failed" else None,
        )
    seller = staff_of(failed.lines.get().merchant)

    assert is_listed(seller, failed, attention="capture")
    assert not is_listed(staff_of(MerchantFactory.create()), failed, attention="capture")
    for order in (waiting, again):
        assert not is_listed(staff_of(order.lines.get().merchant), order, attention="capture")
    assert "Capture failed" in seller.get(LIST).content.decode()
