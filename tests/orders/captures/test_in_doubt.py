"""Another amount than was to be captured came of an authorised payment: a person says what becomes of the order."""

import pytest
from django.test import Client

from accounts.models import User
from orders.errors import CancellationRefused, OrderNotFound, RefundRefused, ShipmentRefused
from orders.gateways.contract import RefundAnswer
from orders.gateways.local import notice_of
from orders.models import Order, WantedInvoice
from orders.queries.selling.waiting import to_ship
from orders.services.cancel_order import cancel_order
from orders.services.held.accept_held import accept_held
from orders.services.held.give_back_held import give_back_held
from orders.services.invoices.sweep_invoices import sweep_invoices
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.start_payment import start_payment
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.ship_lines import ship_lines
from orders.states import (
    OrderEventKind,
    OrderState,
    PaymentEventKind,
    PaymentState,
    RefundReason,
    RefundState,
)
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, sold_variant
from tests.factories.selling import authorised_order, details_of, money_came, refund_of

pytestmark = pytest.mark.django_db(transaction=True)

CONFIRMED, HELD, TOTAL = OrderState.CONFIRMED, PaymentState.HELD, 2990


@pytest.fixture
def order() -> Order:
    order = authorised_order((sold_variant(), 1))
    details_of(order.lines.get().merchant)
    return order


def states(order: Order) -> tuple[str, str, str]:
    order.refresh_from_db()
    return order.order_state, order.payment_state, payment_of(order).state


def papers(order: Order) -> list[tuple[str, int]]:
    sweep_invoices(now=NOW)
    return list(order.invoices.order_by("pk").values_list("kind", "total_minor"))


def test_order_of_which_less_was_captured_waits_for_a_person(order: Order) -> None:
    money_came(order, 2000)

    assert states(order) == (CONFIRMED, HELD, HELD)
    assert list(order.events.values_list("kind", flat=True))[-1] == OrderEventKind.PAYMENT_HELD
    assert (papers(order), WantedInvoice.objects.exists()) == ([], False)
    merchant = order.lines.get().merchant
    assert not to_ship(Order.objects.all(), merchant).exists()
    with pytest.raises(ShipmentRefused, match="being looked at"):
        ship_lines(order_id=order.public_id, actor=merchant, now=NOW)
    with pytest.raises(CancellationRefused):
        cancel_order(order_id=order.public_id, now=NOW)
    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    assert "We are looking into your payment" in page
    assert "Cancel the order" not in page


@pytest.mark.parametrize(("before", "captured"), [(0, 2000), (500, 1000), (500, 2700)])
def test_what_came_is_accepted_and_the_papers_come_to_it(
    order: Order, superuser: User, before: int, captured: int
) -> None:
    """Less than all, less than what was left after a refund, and more than that."""
    if before:
        refund_of(order, before)
    money_came(order, captured)
    assert states(order) == (CONFIRMED, HELD, HELD)

    accept_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW)

    payment = payment_of(order)
    assert states(order) == (CONFIRMED, PaymentState.CAPTURED, PaymentState.CAPTURED)
    assert {one.state for one in order.refunds.all()} == {RefundState.SUCCEEDED}
    gone = sum(one.amount_minor for one in order.refunds.filter(is_released=False))
    (invoice, *credits) = papers(order)
    assert invoice == ("invoice", TOTAL)
    assert TOTAL - sum(minor for _, minor in credits) == captured - gone == TOTAL - order.refunded_minor
    assert payment.received_minor == captured
    ship_lines(order_id=order.public_id, actor=order.lines.get().merchant, now=NOW)


@pytest.mark.parametrize("before", [0, 500])
def test_all_that_came_goes_back(order: Order, superuser: User, before: int) -> None:
    if before:
        refund_of(order, before)
    money_came(order, 1000)

    back = give_back_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW)

    assert (back.amount.minor, back.reason) == (1000, RefundReason.WRONG_AMOUNT)
    assert states(order) == (CONFIRMED, PaymentState.VOIDED, PaymentState.RETURNED)
    assert {one.state for one in order.refunds.all()} == {RefundState.SUCCEEDED}
    assert (order.refunded_minor, papers(order), WantedInvoice.objects.count()) == (before, [], 0)


def test_page_of_an_order_whose_money_went_back_says_that_it_was_charged(
    order: Order, superuser: User
) -> None:
    money_came(order, 2000)
    give_back_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW)

    text = " ".join(Client().get(f"/orders/{order.public_id}/").content.decode().split())

    assert "What you paid for this order goes back to you." in text
    assert "nothing was charged" not in text
    assert "pay the order again here" in text


def test_refund_larger_than_what_came_breaks_nothing(order: Order) -> None:
    refund_of(order, 2000)

    money_came(order, 1500)

    payment = payment_of(order)
    assert states(order) == (CONFIRMED, HELD, HELD)
    assert (payment.received_minor, payment.released_minor, payment.refunded_minor) == (1500, 500, 2000)


def test_what_came_for_a_cancelled_order_goes_back_by_itself(order: Order) -> None:
    cancel_order(order_id=order.public_id, now=NOW)

    money_came(order, 2000)

    assert states(order) == (OrderState.CANCELLED, PaymentState.RETURNED, PaymentState.RETURNED)
    assert [(one.amount_minor, one.reason) for one in order.refunds.all()] == [(2000, "late_money")]


def test_what_could_not_go_back_takes_nothing_from_an_order_that_is_paid_anew(
    order: Order, superuser: User
) -> None:
    money_came(order, 2000)
    back = give_back_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW)
    start_payment(order_id=order.public_id, now=NOW)
    anew = payment_of(order)
    apply_payment_event(notice_of(anew.public_id, PaymentEventKind.AUTHORISED, anew.amount), now=NOW)

    apply_refund_answer(back.public_id, RefundAnswer(RefundState.FAILED, "re_1", "closed"), now=NOW)

    assert states(order) == (CONFIRMED, PaymentState.AUTHORISED, PaymentState.AUTHORISED)
    assert order.payments.earliest("pk").state == HELD
    give_back_held(payment_id=order.payments.earliest("pk").pk, actor=superuser, now=NOW)
    assert order.payments.earliest("pk").state == PaymentState.RETURNED


def test_only_who_runs_the_shop_accepts_and_only_what_was_captured_in_part(
    order: Order, superuser: User
) -> None:
    payment = payment_of(order)
    with pytest.raises(RefundRefused):
        accept_held(payment_id=payment.pk, actor=superuser, now=NOW)
    money_came(order, 2000)
    with pytest.raises(OrderNotFound):
        accept_held(payment_id=payment.pk, actor=UserFactory.create(is_staff=True), now=NOW)
    chosen = {"action": "accept_what_came", "_selected_action": [payment.pk]}
    client = Client()
    client.force_login(superuser)

    client.post("/admin/orders/payment/", chosen)

    assert states(order) == (CONFIRMED, PaymentState.CAPTURED, PaymentState.CAPTURED)
    with pytest.raises(RefundRefused):
        accept_held(payment_id=payment.pk, actor=superuser, now=NOW)


def test_what_came_for_a_cancelled_order_is_not_accepted(order: Order, superuser: User) -> None:
    """Nothing would be paid by it: it is to go back, also once that has failed."""
    cancel_order(order_id=order.public_id, now=NOW)
    money_came(order, 2000)
    refund = order.refunds.get()
    apply_refund_answer(refund.public_id, RefundAnswer(RefundState.FAILED, "re_1", "closed"), now=NOW)
    assert states(order) == (OrderState.CANCELLED, HELD, HELD)

    with pytest.raises(RefundRefused):
        accept_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW)

    assert list(order.refunds.all()) == [refund]
