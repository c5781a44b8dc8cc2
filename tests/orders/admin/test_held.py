"""The page of an order whose payment needs a person: what it explains to whom, and what is decided there."""

import pytest
from django.test import Client

from catalog.money import Money
from orders.gateways.contract import RefundAnswer
from orders.gateways.local import notice_of
from orders.models import Order, Refund
from orders.services.cancel_order import cancel_order
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.states import OrderState, PaymentEventKind, PaymentState, RefundState
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.factories.selling import authorised_order, money_came, paid_order, refund_of
from tests.orders.admin.conftest import LIST, staff_of

pytestmark = pytest.mark.django_db(transaction=True)

HEADING = "Decide about this payment"


@pytest.fixture
def held() -> Order:
    """Of €29.90 that were set aside €20.00 were captured, after €5.00 were refunded."""
    order = authorised_order((sold_variant(), 1))
    refund_of(order, 500)
    money_came(order, 2000)
    return order


def page_of(order: Order) -> str:
    return f"{LIST}{order.pk}/change/"


def text_of(client: Client, order: Order) -> str:
    return " ".join(client.get(page_of(order)).content.decode().split())


def press(client: Client, order: Order, which: str) -> str:
    """What is said then."""
    name = f"_held-{payment_of(order).pk}"
    return client.post(page_of(order), {name: which}, follow=True).content.decode()


def states(order: Order) -> tuple[str, str]:
    order.refresh_from_db()
    return order.order_state, order.payment_state


def fail(refund: Refund) -> None:
    answer = RefundAnswer(RefundState.FAILED, "re_1", "account_closed")
    apply_refund_answer(refund.public_id, answer, now=NOW)


def test_owner_reads_what_happened_and_what_follows(held: Order, owner_client: Client) -> None:
    text = text_of(owner_client, held)

    assert "Another amount was captured than was to be. Until this is decided" in text
    facts = (("Due", "29.90"), ("To be captured", "24.90"), ("Captured", "20.00"))
    assert all(f"<dt>{name}</dt><dd>€{amount}</dd>" in text for name, amount in facts)
    assert "<dt>Refunded before it was captured</dt><dd>€5.00</dd>" in text
    assert "The buyer is let off €4.90." in text
    assert "it cannot be paid anew" not in text
    assert "nor can it be paid anew, as some was refunded before; cancel it then." in text
    assert f"/admin/orders/payment/{payment_of(held).pk}/change/" in text


def test_what_came_is_accepted_there(held: Order, owner_client: Client) -> None:
    assert f"Order {held.number} is paid, without €4.90." in press(owner_client, held, "accept")

    assert states(held) == (OrderState.CONFIRMED, PaymentState.CAPTURED)
    assert HEADING not in text_of(owner_client, held)


def test_what_came_is_given_back_there(held: Order, owner_client: Client) -> None:
    assert "€20.00 goes back to the buyer." in press(owner_client, held, "return")

    assert states(held) == (OrderState.CONFIRMED, PaymentState.VOIDED)
    assert HEADING not in text_of(owner_client, held)


def test_merchant_reads_that_somebody_else_decides(held: Order) -> None:
    client = staff_of(held.lines.get().merchant)

    text = text_of(client, held)
    press(client, held, "accept")

    assert (
        "Whoever runs the shop has to decide what becomes of it; until then it must not be shipped." in text
    )
    assert "Payment being looked at" in text
    assert not any(secret in text for secret in ("_held-", "€20.00", "/admin/orders/payment/"))
    assert states(held) == (OrderState.CONFIRMED, PaymentState.HELD)


def test_wrong_amount_for_an_order_that_waits_can_only_go_back(owner_client: Client) -> None:
    order = placed_order((sold_variant(), 1))
    money_came(order, 3000)

    text = text_of(owner_client, order)

    assert (
        "Another amount came than was due. Until this is decided, the order waits and keeps its stock."
        in text
    )
    assert "The order can be paid anew, and is given up if it is not." in text
    assert 'value="accept"' not in text
    press(owner_client, order, "return")
    assert states(order) == (OrderState.PLACED, PaymentState.RETURNED)


def test_refund_that_failed_of_a_cancelled_order_is_asked_for_anew(owner_client: Client) -> None:
    order = paid_order((sold_variant(), 1))
    cancel_order(order_id=order.public_id, now=NOW)
    fail(order.refunds.get())

    text = text_of(owner_client, order)

    assert "and that failed (account_closed). The order stays cancelled." in text
    assert "All of it goes to the buyer. Nothing else about the order changes." in text
    assert "Give it back anew under “Decide about this payment”." in text
    press(owner_client, order, "return")
    assert states(order) == (OrderState.CANCELLED, PaymentState.RETURNED)


def test_money_in_another_currency_is_given_back_there(owner_client: Client) -> None:
    order = placed_order((sold_variant(), 1))
    notice = notice_of(payment_of(order).public_id, PaymentEventKind.SUCCEEDED, Money(2990, "USD"))
    apply_payment_event(notice, now=NOW)

    text = text_of(owner_client, order)

    assert "$29.90 came, in another currency than was due. Until this is decided, the order waits" in text
    assert "<dt>Came</dt><dd>$29.90</dd>" in text
    assert "All of it goes to the buyer." in text
    assert 'value="accept"' not in text
    assert "$29.90 goes back to the buyer." in press(owner_client, order, "return")
    assert states(order) == (OrderState.PLACED, PaymentState.RETURNED)


def test_more_refunded_than_came_is_said(owner_client: Client) -> None:
    order = authorised_order((sold_variant(), 1))
    refund_of(order, 2000)
    money_came(order, 1500)

    text = text_of(owner_client, order)

    assert "nothing can be done about it here. Settle it at Local." in text
    assert 'value="return"' not in text


def test_decision_that_somebody_made_before_is_no_error_page(held: Order, owner_client: Client) -> None:
    press(owner_client, held, "return")

    assert owner_client.post(page_of(held), {f"_held-{payment_of(held).pk}": "accept"}).status_code == 200
    assert states(held) == (OrderState.CONFIRMED, PaymentState.VOIDED)
