"""Who is told what of money that is set aside, and that papers wait until it is taken."""

import pytest
from django.test import Client
from pytest_django import Settings

from catalog.money import Money
from orders.gateways.local import notice_of
from orders.models import Order, WantedInvoice
from orders.services.captures.request_capture import request_capture
from orders.services.invoices.sweep_invoices import sweep_invoices
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.request_refund import request_refund
from orders.states import MailKind, OrderState, PaymentEventKind, PaymentState, RefundReason
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.factories.selling import authorised_order, details_of, refund_of
from tests.orders.admin.conftest import LIST, client_of

pytestmark = pytest.mark.django_db(transaction=True)


def capture(order: Order) -> None:
    request_capture(order_id=order.public_id, actor=order.lines.all()[0].merchant, now=NOW)


def end(order: Order) -> None:
    """The buyer's bank lets the money go."""
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.VOIDED, payment.amount), now=NOW)


def test_practice_page_sets_money_aside_in_a_shop_that_captures_later(settings: Settings) -> None:
    settings.PAYMENT_CAPTURE = "when_shipped"
    order = placed_order((sold_variant(), 1))
    address = f"/pay/{payment_of(order).public_id}/"
    client = Client()
    assert "Authorise €29.90" in client.get(address).content.decode()

    page = client.post(address, {"outcome": "pay"}, follow=True).content.decode()

    order.refresh_from_db()
    assert (order.order_state, order.payment_state) == (OrderState.CONFIRMED, PaymentState.AUTHORISED)
    assert "will be charged when it ships" in page
    assert "get €29.90 back" not in page


def test_buyer_is_told_that_money_is_set_aside_and_then_that_it_is_taken() -> None:
    order = authorised_order((sold_variant(), 1))
    kinds = [MailKind.RECEIVED, MailKind.AUTHORISED]
    assert list(order.mails.order_by("pk").values_list("kind", flat=True)) == kinds

    capture(order)

    assert list(order.mails.order_by("pk").values_list("kind", flat=True)) == [*kinds, MailKind.CAPTURED]
    assert "It is paid" in Client().get(f"/orders/{order.public_id}/").content.decode()


def test_invoice_waits_for_the_capture_and_corrects_what_was_refunded_before() -> None:
    order = authorised_order((sold_variant(), 1))
    merchant = order.lines.get().merchant
    details_of(merchant)
    request_refund(
        order_id=order.public_id,
        actor=merchant,
        amount=Money(500, "EUR"),
        reason=RefundReason.GOODWILL,
        now=NOW,
    )
    assert not order.invoices.exists()
    assert not WantedInvoice.objects.exists()

    capture(order)
    sweep_invoices(now=NOW)

    totals = order.invoices.order_by("pk").values_list("kind", "total_minor")
    assert list(totals) == [("invoice", 2990), ("credit_note", 500)]
    assert payment_of(order).received_minor == 2490


def test_nothing_is_written_of_money_that_was_never_taken() -> None:
    order = authorised_order((sold_variant(), 1))
    request_refund(
        order_id=order.public_id,
        actor=UserFactory.create(is_superuser=True),
        amount=order.total,
        reason=RefundReason.UNAVAILABLE,
        now=NOW,
    )

    assert payment_of(order).state == PaymentState.VOIDED
    assert not WantedInvoice.objects.exists()
    assert "Nothing is charged." in Client().get(f"/orders/{order.public_id}/").content.decode()


def test_merchant_captures_on_the_page_of_the_order() -> None:
    order = authorised_order((sold_variant(), 1))
    client, page = client_of(UserFactory.create(is_superuser=True)), f"{LIST}{order.pk}/change/"
    shown = client.get(page).content.decode()
    assert "Authorised, not yet captured" in shown
    assert "_capture" in shown

    answer = client.post(page, {"_capture": "1"}, follow=True).content.decode()

    order.refresh_from_db()
    assert "is being captured" in answer
    assert order.payment_state == PaymentState.CAPTURED
    assert "_capture" not in client.get(page).content.decode()
    assert "No authorised money" in client.post(page, {"_capture": "1"}).content.decode()


def test_merchant_reads_that_a_refund_before_the_capture_is_not_charged() -> None:
    order = authorised_order((sold_variant(), 1))
    refund_of(order, 500)
    client, page = client_of(UserFactory.create(is_superuser=True)), f"{LIST}{order.pk}/change/"
    assert "Will not be charged" in client.get(page).content.decode()

    capture(order)

    told = client.get(page).content.decode()
    assert "Not charged" in told
    # Its buyer waits for no money either.
    for story in (told, Client().get(f"/orders/{order.public_id}/").content.decode()):
        assert ("Taken off what is charged" in story, "Refunded" in story) == (True, False)


def test_whoever_may_not_refund_does_not_capture() -> None:
    order = authorised_order((sold_variant(), 1))
    client, page = client_of(UserFactory.create(is_staff=True)), f"{LIST}{order.pk}/change/"

    assert client.post(page, {"_capture": "1"}).status_code in {403, 404}

    order.refresh_from_db()
    assert order.payment_state == PaymentState.AUTHORISED


def test_merchant_finds_orders_that_wait_for_their_money_and_those_whose_authorisation_ended() -> None:
    waiting, ended = authorised_order((sold_variant(), 1)), authorised_order((sold_variant(), 1))
    end(ended)
    client = client_of(UserFactory.create(is_superuser=True))

    listed = client.get(f"{LIST}?payment_state__exact=authorised").content.decode()
    page = client.get(f"{LIST}{ended.pk}/change/").content.decode()
    to_ship = client.get(f"{LIST}?to_do=ship").content.decode()

    assert f"{LIST}{waiting.pk}/change/" in listed
    assert f"{LIST}{ended.pk}/change/" not in listed
    assert f"{LIST}{ended.pk}/change/" not in to_ship
    assert "must not be shipped" in page
    assert "_ship-" not in page
    assert "no longer keeps the money" in Client().get(f"/orders/{ended.public_id}/").content.decode()


def test_programs_read_the_state_of_the_payment(client: Client) -> None:
    order = authorised_order((sold_variant(), 1))

    told = client.get(f"/api/v1/orders/{order.public_id}/").json()

    assert told["payment_state"] == "authorised"
