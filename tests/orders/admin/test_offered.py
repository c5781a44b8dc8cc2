"""The page of an order offers what can be done, and nothing that is always refused."""

import pytest
from django.test import Client

from accounts.models import User
from orders.errors import GatewayFault
from orders.gateways.contract import CaptureAnswer
from orders.gateways.local import LocalGateway, notice_of
from orders.models import Order
from orders.services.captures.request_capture import request_capture
from orders.services.fulfilment.fulfil import fulfil
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.request_refund import request_refund
from orders.states import OrderState, PaymentEventKind, PaymentState, RefundReason
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.factories.selling import (
    authorised_order,
    money_came,
    paid_order,
    sent_back,
    shipped_order,
)
from tests.orders.admin.conftest import LIST

pytestmark = pytest.mark.django_db(transaction=True)


def offered(client: Client, order: Order) -> set[str]:
    """Of these the buttons that are there."""
    text = client.get(f"{LIST}{order.pk}/change/").content.decode()
    names = {
        "ship": "_ship-",
        "register": "_register",
        "capture": "_capture",
        "refund": "_refund",
        "cancel": "_cancel",
    }
    return {name for name, button in names.items() if f'name="{button}' in text}


def post(client: Client, order: Order, button: str) -> str:
    return client.post(f"{LIST}{order.pk}/change/", {button: "1"}).content.decode()


def end_authorisation(order: Order) -> None:
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.VOIDED, payment.amount), now=NOW)


@pytest.fixture
def unanswered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Captures are."""

    def capture(*_: object) -> CaptureAnswer:
        raise GatewayFault("No answer.")

    monkeypatch.setattr(LocalGateway, "capture", capture)


def test_what_is_offered_of_an_order_that_goes_well(owner_client: Client) -> None:
    order = placed_order((sold_variant(), 2))
    assert offered(owner_client, order) == {"cancel"}

    order = authorised_order((sold_variant(), 2))
    assert offered(owner_client, order) == {"ship", "capture", "refund", "cancel"}

    order = paid_order((sold_variant(), 2))
    assert offered(owner_client, order) == {"ship", "refund", "cancel"}

    line = order.lines.get()
    fulfil(order_id=order.public_id, actor=line.merchant, quantities={line.pk: 1}, now=NOW)
    assert offered(owner_client, order) == {"ship", "register", "refund"}

    order = shipped_order((sold_variant(), 1))
    assert offered(owner_client, order) == {"register", "refund"}
    sent_back(order, {order.lines.get().pk: 1})
    assert offered(owner_client, order) == {"refund"}


@pytest.mark.parametrize("minor", [2000, 3000])
def test_held_money_offers_nothing_but_the_decision(owner_client: Client, minor: int) -> None:
    """Of an order that stands, and of one that waited for its payment."""
    order = authorised_order((sold_variant(), 1)) if minor == 2000 else placed_order((sold_variant(), 1))
    money_came(order, minor)
    assert order.payment_state == PaymentState.HELD

    assert offered(owner_client, order) == set()
    assert "is being looked at" in post(owner_client, order, "_cancel")
    order.refresh_from_db()
    assert order.order_state != OrderState.CANCELLED


def test_order_whose_authorisation_ended_is_cancelled_unless_some_has_left(owner_client: Client) -> None:
    order = authorised_order((sold_variant(), 2))
    end_authorisation(order)

    assert offered(owner_client, order) == {"cancel"}
    assert "; or cancel it." in owner_client.get(f"{LIST}{order.pk}/change/").content.decode()


@pytest.mark.usefixtures("unanswered")
def test_order_of_which_some_has_left_is_not_cancelled_but_its_rest_is_kept(owner_client: Client) -> None:
    order = authorised_order((sold_variant(), 2))
    line = order.lines.get()
    fulfil(order_id=order.public_id, actor=line.merchant, quantities={line.pk: 1}, now=NOW)
    end_authorisation(order)

    text = owner_client.get(f"{LIST}{order.pk}/change/").content.decode()

    assert "Not paid any more" in text
    assert ("or cancel it" in text, "; or keep the rest here." in text) == (False, True)
    assert offered(owner_client, order) == {"register", "cancel"}


@pytest.mark.usefixtures("unanswered")
def test_while_money_is_captured_it_is_neither_captured_nor_refunded(owner_client: Client) -> None:
    order = authorised_order((sold_variant(), 1))
    request_capture(order_id=order.public_id, actor=order.lines.get().merchant, now=NOW)

    text = owner_client.get(f"{LIST}{order.pk}/change/").content.decode()

    assert offered(owner_client, order) == {"ship", "cancel"}
    assert "Once it is, €29.90 can be given back." in text


def test_nothing_is_captured_once_all_of_it_is_refunded(
    owner_client: Client, superuser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(*_: object) -> None:
        raise GatewayFault("No answer.")

    monkeypatch.setattr(LocalGateway, "close", close)
    order = authorised_order((sold_variant(), 1))
    request_refund(
        order_id=order.public_id,
        actor=superuser,
        amount=order.total,
        reason=RefundReason.GOODWILL,
        now=NOW,
    )

    text = owner_client.get(f"{LIST}{order.pk}/change/").content.decode()

    assert offered(owner_client, order) == {"ship", "cancel"}
    assert "so nothing is captured" in text
    assert "No authorised money waits" in post(owner_client, order, "_capture")


def test_refusal_of_what_is_not_offered_any_more_stands_above_the_page(owner_client: Client) -> None:
    order = authorised_order((sold_variant(), 1))
    line = order.lines.get()
    prefix = f"ship-{line.merchant_id}"
    money_came(order, 2000)
    typed = {f"_{prefix}": "1", f"{prefix}-line-{line.pk}": "1", f"{prefix}-key": "0" * 32}

    text = owner_client.post(f"{LIST}{order.pk}/change/", typed).content.decode()

    assert "is being looked at, so it must not be shipped." in text
    assert not order.fulfilments.exists()
