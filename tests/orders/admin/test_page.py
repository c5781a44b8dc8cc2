"""The page of an order: what it shows to whom, and what can be done there."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from orders.models import Fulfilment, Order, OrderEvent, Payment, Return
from orders.queries.selling.story import read_story
from orders.services.history import record
from orders.services.returns.decide_return import receive_return
from orders.states import FulfilmentState, OrderEventKind, OrderState, PaymentState, ReturnState
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.factories.selling import sent_back, shipped_order, works_for
from tests.orders.admin.conftest import LIST, client_of, staff_of

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(client: Client, page: str) -> str:
    return client.get(page).content.decode()


def form_of(client: Client, page: str, prefix: str) -> dict[str, Any]:
    """What the browser would send with the button of this form, as it is proposed."""
    fields = re.findall(rf'name="({prefix}-[\w-]+)"(?: value="([^"]*)")?', text_of(client, page))
    proposed = dict(
        re.findall(rf'<input type="\w+" name="({prefix}-[\w-]+)" value="([^"]*)"', text_of(client, page))
    )
    assert fields
    return {**{name: "" for name, _ in fields}, **proposed, f"_{prefix}": "1"}


def test_merchant_sees_their_lines_and_what_they_come_to(
    order: Order, page: str, merchant_client: Client
) -> None:
    own, foreign = order.lines.all()

    text = text_of(merchant_client, page)

    assert all(fact in text for fact in (own.sku, "€75.00", "Linden 3", "ada@vitrine.test"))
    secrets = ("€40.00", "€115.00", foreign.sku, foreign.merchant.name, str(order.public_id))
    assert not any(secret in text for secret in secrets)


def test_whoever_runs_the_shop_sees_everything(order: Order, page: str, owner_client: Client) -> None:
    text = text_of(owner_client, page)

    assert all(fact in text for fact in ("€75.00", "€40.00", "€115.00", "Linden 3", "ada@vitrine.test"))
    assert str(payment_of(order).public_id) in text


def test_foreign_orders_are_not_there(order: Order, page: str) -> None:
    stranger = staff_of(MerchantFactory.create())

    assert stranger.get(page).status_code == 404
    assert stranger.post(page, {"_note": "1", "note-text": "Hello"}).status_code == 404
    assert stranger.get(f"{LIST}{'9' * 30}/change/").status_code == 404
    assert not OrderEvent.objects.filter(kind=OrderEventKind.NOTE).exists()


def test_parcel_with_some_of_a_line_is_shipped_once_however_often_the_button_is_pressed(
    order: Order, page: str, seller: User, merchant_client: Client
) -> None:
    own, foreign = order.lines.all()
    prefix = f"ship-{own.merchant_id}"
    typed = form_of(merchant_client, page, prefix)
    assert typed[f"{prefix}-line-{own.pk}"] == "3"
    typed |= {f"{prefix}-line-{own.pk}": "2", f"{prefix}-carrier": "GLS", f"{prefix}-tracking_number": "77"}

    for _ in range(2):
        assert merchant_client.post(page, typed).status_code == 302

    shipped = Fulfilment.objects.get()
    assert (shipped.carrier, shipped.tracking_url, shipped.created_by) == (
        "gls",
        "https://gls-group.com/track/77",
        seller,
    )
    assert (stock_of(own.variant), stock_of(foreign.variant)) == ((3, 1), (5, 1))
    text = text_of(merchant_client, page)
    assert all(
        fact in text for fact in ("2 of 3 shipped", "https://gls-group.com/track/77", "Shipment 1, GLS, 77")
    )


def test_double_click_on_the_last_parcel_is_no_error(
    order: Order, page: str, merchant_client: Client
) -> None:
    own = order.lines.all()[0]
    typed = form_of(merchant_client, page, f"ship-{own.merchant_id}")

    for _ in range(2):
        assert merchant_client.post(page, typed).status_code == 302

    order.refresh_from_db()
    assert (Fulfilment.objects.count(), order.fulfilment_state) == (1, FulfilmentState.PARTLY_FULFILLED)


def test_error_stands_beside_its_line_and_what_was_typed_is_kept(
    order: Order, page: str, merchant_client: Client
) -> None:
    own = order.lines.all()[0]
    prefix = f"ship-{own.merchant_id}"
    typed = form_of(merchant_client, page, prefix)
    typed |= {f"{prefix}-line-{own.pk}": "4", f"{prefix}-tracking_number": "KEEP"}

    text = merchant_client.post(page, typed).content.decode()

    assert "3 are left to ship" in text
    assert 'value="KEEP"' in text
    assert not Fulfilment.objects.exists()


def test_forms_of_other_merchants_are_not_there(order: Order, page: str, merchant_client: Client) -> None:
    foreign = order.lines.all()[1]
    prefix = f"ship-{foreign.merchant_id}"

    merchant_client.post(page, {f"_{prefix}": "1", f"{prefix}-line-{foreign.pk}": "1"})

    assert prefix not in text_of(merchant_client, page)
    assert not Fulfilment.objects.exists()


def test_unpaid_orders_offer_no_shipment(merchant_client: Client, order: Order) -> None:
    unpaid = placed_order((sold_variant(merchant=order.lines.all()[0].merchant), 1))

    assert "_ship-" not in text_of(merchant_client, f"{LIST}{unpaid.pk}/change/")


def test_note_is_read_by_its_merchant_and_the_shop_alone(
    order: Order, page: str, merchant_client: Client, owner_client: Client
) -> None:
    merchant_client.post(page, {"_note": "1", "note-text": "Wrap it <b>twice</b>."})

    other = staff_of(order.lines.all()[1].merchant)
    assert [
        "Wrap it &lt;b&gt;twice&lt;/b&gt;." in text_of(client, page)
        for client in (merchant_client, owner_client, other)
    ] == [True, True, False]


@pytest.mark.parametrize("note", ["", "  ", "x" * 2001])
def test_notes_say_something_and_not_too_much(page: str, merchant_client: Client, note: str) -> None:
    assert merchant_client.post(page, {"_note": "1", "note-text": note}).status_code == 200
    assert not OrderEvent.objects.filter(kind=OrderEventKind.NOTE).exists()


@pytest.fixture
def returned(seller: User) -> Return:
    """Two of a shipped line come back to the seller's merchant."""
    order = shipped_order((sold_variant(merchant=seller.memberships.get().merchant), 3))
    return sent_back(order, {order.lines.get().pk: 2})


def test_return_is_received_with_what_can_be_sold_again(returned: Return, merchant_client: Client) -> None:
    page, line = f"{LIST}{returned.order_id}/change/", returned.lines.get().line
    typed = {"_return-1": "receive", f"return-1-line-{line.pk}": "1", "return-1-answer": "Thank you."}

    assert "The leg is loose." in text_of(merchant_client, page)
    for _ in range(2):
        merchant_client.post(page, typed)

    returned.refresh_from_db()
    assert (returned.state, returned.answer, stock_of(line.variant)) == (
        ReturnState.RECEIVED,
        "Thank you.",
        (3, 0),
    )


def test_return_is_refused_with_a_word(returned: Return, merchant_client: Client) -> None:
    page = f"{LIST}{returned.order_id}/change/"

    merchant_client.post(page, {"_return-1": "refuse", "return-1-answer": "It was used."})

    returned.refresh_from_db()
    assert (returned.state, returned.answer) == (ReturnState.REFUSED, "It was used.")


def test_more_than_came_is_told_beside_the_line(returned: Return, merchant_client: Client) -> None:
    page, line = f"{LIST}{returned.order_id}/change/", returned.lines.get().line

    answer = merchant_client.post(page, {"_return-1": "receive", f"return-1-line-{line.pk}": "3"})

    assert "Of this 2 came back." in answer.content.decode()
    assert not Return.objects.exclude(state=ReturnState.REQUESTED).exists()


def test_merchant_writes_a_return_down(returned: Return, seller: User, merchant_client: Client) -> None:
    receive_return(return_id=returned.public_id, actor=seller, restocked={}, now=NOW)
    page, line = f"{LIST}{returned.order_id}/change/", returned.lines.get().line
    typed = form_of(merchant_client, page, "register")
    typed |= {f"register-line-{line.pk}": "1", "register-reason": "other"}

    for _ in range(2):
        merchant_client.post(page, typed)

    assert list(Return.objects.values_list("number", "state")) == [(1, "received"), (2, "requested")]


def test_merchant_cancels_an_order_that_is_theirs_alone(merchant_client: Client, order: Order) -> None:
    merchant = order.lines.all()[0].merchant
    alone = placed_order((sold_variant(merchant=merchant), 1))
    shared = placed_order((sold_variant(merchant=merchant), 1), (sold_variant(), 1))
    pages = {one.pk: f"{LIST}{one.pk}/change/" for one in (alone, shared)}

    offered = {pk: 'name="_cancel"' in text_of(merchant_client, page) for pk, page in pages.items()}
    statuses = [merchant_client.post(page, {"_cancel": "1"}).status_code for page in pages.values()]

    assert offered == {alone.pk: True, shared.pk: False}
    assert statuses == [302, 200]
    states = Order.objects.filter(pk__in=pages).values_list("pk", "order_state")
    assert dict(states) == {alone.pk: OrderState.CANCELLED, shared.pk: OrderState.PLACED}
    assert alone.events.get(kind=OrderEventKind.CANCELLED).user is not None


def test_paid_order_of_which_nothing_left_is_cancelled_with_its_money(
    order: Order, page: str, owner_client: Client
) -> None:
    assert 'name="_cancel"' in text_of(owner_client, page)

    assert owner_client.post(page, {"_cancel": "1"}).status_code == 302

    order.refresh_from_db()
    assert (order.order_state, order.refunded_minor) == (OrderState.CANCELLED, order.total_minor)
    assert 'name="_cancel"' not in text_of(owner_client, page)


def test_order_of_which_something_left_is_not_cancelled(
    order: Order, page: str, owner_client: Client, merchant_client: Client
) -> None:
    own = order.lines.all()[0]
    merchant_client.post(page, form_of(merchant_client, page, f"ship-{own.merchant_id}"))

    answer = owner_client.post(page, {"_cancel": "1"})

    assert "left the house" in answer.content.decode()
    order.refresh_from_db()
    assert order.order_state == OrderState.CONFIRMED


def test_whoever_may_only_look_does_nothing(order: Order, page: str) -> None:
    looker = works_for(order.lines.all()[0].merchant)
    looker.user_permissions.add(Permission.objects.get(codename="view_order"))
    client = client_of(looker)
    own = order.lines.all()[0]
    text = text_of(client, page)

    assert own.sku in text
    assert not any(button in text for button in ("_ship-", "_note", "_register", "_cancel"))
    for name in (f"_ship-{own.merchant_id}", "_note", "_register", "_cancel"):
        assert client.post(page, {name: "1"}).status_code == 403
    assert not Fulfilment.objects.exists()


def test_page_asks_as_often_for_many_lines_as_for_one(
    seller: User, merchant_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    merchant = seller.memberships.get().merchant
    order = shipped_order(*((sold_variant(merchant=merchant), 2) for _ in range(4)))
    for line in order.lines.all():
        sent_back(order, {line.pk: 1})

    with django_assert_max_num_queries(20):
        assert merchant_client.get(f"{LIST}{order.pk}/change/").status_code == 200


def test_merchant_reads_no_name_of_who_works_for_another(order: Order) -> None:
    own, foreign = order.lines.all()
    someone, boss = works_for(foreign.merchant), UserFactory.create(is_superuser=True)
    record(order, OrderEventKind.CAPTURE_REQUESTED, now=NOW, by=someone)
    record(order, OrderEventKind.PAYMENT_CAPTURED, now=NOW, by=boss)
    record(order, OrderEventKind.NOTE, now=NOW, by=works_for(own.merchant), merchant=own.merchant)

    *_, requested, captured, note = read_story(order, works_for(own.merchant))
    *_, all_told, _, _ = read_story(order, boss)

    assert (requested.who, captured.who) == ("", "The shop")
    assert note.who
    assert all_told.who == someone.get_full_name()


def test_held_payments_are_not_found_by_who_may_not_know_of_them(
    order: Order, merchant_client: Client
) -> None:
    Payment.objects.filter(
        order=placed_order((sold_variant(merchant=order.lines.all()[0].merchant), 1))
    ).update(state=PaymentState.HELD)

    listed = merchant_client.get(LIST, {"attention": "held"}).content.decode()

    assert f"{LIST}{order.pk}/change/" in listed
