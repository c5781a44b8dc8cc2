"""Another amount than was due is set aside: a person accepts it or lets it go, and the buyer is told."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from catalog.money import Money
from orders.errors import OrderNotFound, RefundRefused
from orders.gateways.contract import PaymentNotice
from orders.models import Order, Payment
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.held.accept_authorised import accept_authorised
from orders.services.held.let_go_held import let_go_held
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.payments.start_payment import start_payment
from orders.services.place_order import TIME_TO_PAY
from orders.services.ship_lines import ship_lines
from orders.states import MailState, OrderState, PaymentEventKind, PaymentState, RefundState
from tests.doubles.post_office import PostOffice, post_office
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.orders.mail.test_letter import part

__all__ = ["post_office"]
pytestmark = pytest.mark.django_db(transaction=True)

TOTAL, MORE, LESS = 2990, 3500, 2000
PLACED, CONFIRMED, HELD = OrderState.PLACED, OrderState.CONFIRMED, PaymentState.HELD


def say(order: Order, kind: PaymentEventKind, minor: int, *, now: datetime = NOW) -> None:
    payment = payment_of(order)
    notice = PaymentNotice(payment.public_id, f"{kind}-{minor}", kind, Money(minor, payment.currency))
    apply_payment_event(notice, now=now)


def set_aside(minor: int) -> Order:
    order = placed_order((sold_variant(), 1))
    say(order, PaymentEventKind.AUTHORISED, minor)
    return order


def states(order: Order) -> tuple[str, str, list[str]]:
    order.refresh_from_db()
    payments = order.payments.order_by("pk").values_list("state", flat=True)
    return order.order_state, order.payment_state, list(payments)


def page_of(order: Order) -> str:
    return " ".join(Client().get(f"/orders/{order.public_id}/").content.decode().split())


@pytest.mark.parametrize("minor", [MORE, LESS])
def test_another_amount_that_is_set_aside_waits_for_a_person(minor: int) -> None:
    order = set_aside(minor)

    assert states(order) == (PLACED, HELD, [HELD])
    assert "We are looking into your payment" in page_of(order)
    later = NOW + TIME_TO_PAY
    assert (reconcile_payments(now=later), expire_unpaid_orders(now=later)) == (0, 0)
    assert (states(order), payment_of(order).authorised_minor) == ((PLACED, HELD, [HELD]), minor)


def test_its_provider_is_asked_again_whether_it_has_ended() -> None:
    orders = [set_aside(minor) for minor in (MORE, LESS, MORE)]

    reconcile_payments(now=NOW + timedelta(hours=7))

    assert {payment_of(order).ask_at for order in orders} == {NOW + timedelta(hours=13)}


@pytest.mark.parametrize("minor", [MORE, LESS])
def test_what_is_let_go_is_free_again_and_the_buyer_is_told_once(
    superuser: User, post_office: PostOffice, minor: int
) -> None:
    order = set_aside(minor)
    payment_id = payment_of(order).pk

    refund = let_go_held(payment_id=payment_id, actor=superuser, now=NOW)
    reconcile_payments(now=NOW)

    refund.refresh_from_db()
    assert (refund.state, refund.amount.minor) == (RefundState.SUCCEEDED, minor)
    assert states(order) == (PLACED, PaymentState.VOIDED, [PaymentState.VOIDED])
    assert (order.refunded_minor, order.invoices.count()) == (0, 0)
    assert [letter["Subject"] for letter in post_office.letters] == [
        f"Nothing was charged for your order {order.number}"
    ]
    assert f"€{minor // 100}.00 aside" in part(post_office.letters[0], "plain")
    with pytest.raises(RefundRefused):
        let_go_held(payment_id=payment_id, actor=superuser, now=NOW)


def test_order_can_be_paid_anew_afterwards_or_is_given_up(superuser: User) -> None:
    paid, unpaid = set_aside(MORE), set_aside(LESS)
    for order in (paid, unpaid):
        let_go_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW)
    reconcile_payments(now=NOW)

    start_payment(order_id=paid.public_id, now=NOW)
    say(paid, PaymentEventKind.AUTHORISED, TOTAL)
    expire_unpaid_orders(now=NOW + TIME_TO_PAY)

    assert states(paid)[:2] == (CONFIRMED, PaymentState.AUTHORISED)
    assert states(unpaid)[0] == OrderState.CANCELLED


def test_page_of_an_order_whose_money_was_let_go_asks_for_it(superuser: User) -> None:
    order = set_aside(MORE)
    let_go_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW)
    reconcile_payments(now=NOW)

    assert "Nothing of this order is to be paid any more" not in page_of(order)


def test_what_ends_by_itself_waits_for_nobody() -> None:
    order = set_aside(MORE)

    say(order, PaymentEventKind.VOIDED, MORE)

    assert states(order) == (PLACED, PaymentState.VOIDED, [PaymentState.VOIDED])


def test_more_than_was_due_is_accepted_and_what_was_due_is_taken(
    superuser: User, post_office: PostOffice
) -> None:
    order = set_aside(MORE)

    accept_authorised(payment_id=payment_of(order).pk, actor=superuser, now=NOW)

    assert states(order) == (CONFIRMED, PaymentState.AUTHORISED, [PaymentState.AUTHORISED])
    assert [letter["Subject"] for letter in post_office.letters] == [
        f"Thank you for your order {order.number}"
    ]
    ship_lines(order_id=order.public_id, actor=order.lines.get().merchant, now=NOW)
    assert payment_of(order).captures.get().amount_minor == TOTAL
    assert states(order) == (CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED])
    assert payment_of(order).received_minor == TOTAL


def test_less_than_was_due_is_not_accepted(superuser: User) -> None:
    order = set_aside(LESS)

    with pytest.raises(RefundRefused):
        accept_authorised(payment_id=payment_of(order).pk, actor=superuser, now=NOW)

    assert states(order) == (PLACED, HELD, [HELD])


def test_what_is_being_let_go_is_not_accepted(superuser: User) -> None:
    payment = payment_of(set_aside(MORE))

    with transaction.atomic():
        let_go_held(payment_id=payment.pk, actor=superuser, now=NOW)
        with pytest.raises(RefundRefused):
            accept_authorised(payment_id=payment.pk, actor=superuser, now=NOW)


@pytest.mark.parametrize("decide", [accept_authorised, let_go_held])
def test_nobody_else_decides(decide: type) -> None:
    payment = payment_of(set_aside(MORE))

    with pytest.raises(OrderNotFound):
        decide(payment_id=payment.pk, actor=UserFactory.create(is_staff=True), now=NOW)

    assert Payment.objects.get(pk=payment.pk).state == HELD


def test_what_somebody_captures_meanwhile_goes_back_for_real(superuser: User) -> None:
    """Before the provider was asked to let it go, which is done once the transaction has ended."""
    order = set_aside(MORE)

    with transaction.atomic():
        refund = let_go_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW)
        say(order, PaymentEventKind.SUCCEEDED, MORE)

    refund.refresh_from_db()
    assert (refund.is_released, refund.state) == (False, RefundState.SUCCEEDED)
    assert states(order) == (PLACED, PaymentState.RETURNED, [PaymentState.RETURNED])


def test_both_are_decided_on_the_page_of_the_order(superuser: User, client: Client) -> None:
    client.force_login(superuser)
    accepted, released = set_aside(MORE), set_aside(LESS)
    for order, which in ((accepted, "accept"), (released, "return")):
        address = f"/admin/orders/order/{order.pk}/change/"
        text = " ".join(client.get(address).content.decode().split())
        assert "Another amount than was due is set aside, and nothing of it was captured." in text
        assert ('value="accept"' in text) == (which == "accept")
        client.post(address, {f"_held-{payment_of(order).pk}": which})

    reconcile_payments(now=NOW + timedelta(days=400))

    assert states(accepted)[:2] == (CONFIRMED, PaymentState.AUTHORISED)
    assert states(released)[:2] == (PLACED, PaymentState.VOIDED)
    assert not released.mails.filter(state=MailState.WAITING, kind="let_go").exists()


def test_several_are_let_go_from_the_list_of_payments(superuser: User, client: Client) -> None:
    client.force_login(superuser)
    payments = [payment_of(set_aside(MORE)) for _ in range(3)]

    chosen = {"action": "give_money_back", "_selected_action": [payment.pk for payment in payments]}
    answer = client.post("/admin/orders/payment/", chosen, follow=True)

    assert answer.content.decode().count("€35.00 is let go.") == 3
    assert {payment.refunds.get().amount for payment in payments} == {Money(MORE, "EUR")}
