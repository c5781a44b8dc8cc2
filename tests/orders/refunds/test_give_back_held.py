"""A person has looked at money that did not fit, and gives it back."""

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import User
from catalog.money import Money
from orders.errors import OrderNotFound, RefundRefused
from orders.gateways.contract import RefundAnswer, RefundElsewhere
from orders.gateways.local import notice_of
from orders.models import Order, Payment
from orders.queries.selling.story import read_story
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.held.give_back_held import give_back_held
from orders.services.held.let_go_held import let_go_held
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.start_payment import start_payment
from orders.services.place_order import TIME_TO_PAY
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.refunds.count_elsewhere import count_elsewhere
from orders.states import OrderState, PaymentEventKind, PaymentState, RefundReason, RefundState
from tests.doubles.post_office import PostOffice, post_office
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.factories.threads import side_by_side

__all__ = ["post_office"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payment() -> Payment:
    """Of which more came than was due."""
    order = placed_order((sold_variant(), 1))
    payment = payment_of(order)
    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount)
    apply_payment_event(replace(notice, amount=payment.amount + Money(1, "EUR")), now=NOW)
    payment.refresh_from_db()
    assert payment.state == PaymentState.HELD
    return payment


def states(payment: Payment) -> tuple[str, str, list[str]]:
    order = Order.objects.get(pk=payment.order_id)
    payments = order.payments.order_by("pk").values_list("state", flat=True)
    return order.order_state, order.payment_state, list(payments)


def test_all_that_came_goes_back_and_the_order_is_paid_anew(payment: Payment, superuser: User) -> None:
    refund = give_back_held(payment_id=payment.pk, actor=superuser, now=NOW)

    assert (refund.amount, refund.reason) == (payment.amount + Money(1, "EUR"), RefundReason.WRONG_AMOUNT)
    assert states(payment) == (OrderState.PLACED, PaymentState.RETURNED, [PaymentState.RETURNED])
    with pytest.raises(RefundRefused):
        give_back_held(payment_id=payment.pk, actor=superuser, now=NOW)

    start_payment(order_id=payment.order.public_id, now=NOW)
    second = payment_of(payment.order)
    apply_payment_event(notice_of(second.public_id, PaymentEventKind.SUCCEEDED, second.amount), now=NOW)

    assert states(payment) == (
        OrderState.CONFIRMED,
        PaymentState.CAPTURED,
        [PaymentState.RETURNED, PaymentState.CAPTURED],
    )


def test_order_that_is_not_paid_anew_expires(payment: Payment, superuser: User) -> None:
    give_back_held(payment_id=payment.pk, actor=superuser, now=NOW)

    assert expire_unpaid_orders(now=NOW + TIME_TO_PAY) == 1

    assert states(payment) == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])


def test_refund_that_failed_is_tried_again_for_the_same_reason(payment: Payment, superuser: User) -> None:
    refund = give_back_held(payment_id=payment.pk, actor=superuser, now=NOW)
    apply_refund_answer(refund.public_id, RefundAnswer(RefundState.FAILED, "re_1", "closed"), now=NOW)
    assert states(payment)[1:] == (PaymentState.HELD, [PaymentState.HELD])

    again = give_back_held(payment_id=payment.pk, actor=superuser, now=NOW)

    assert (again.amount, again.reason) == (refund.amount, refund.reason)
    assert states(payment)[1] == PaymentState.RETURNED


def test_money_that_is_gone_revives_no_order(payment: Payment, superuser: User) -> None:
    """Also where its provider says afterwards that what came was right: nothing is promised to it again."""
    variant = payment.order.lines.get().variant
    give_back_held(payment_id=payment.pk, actor=superuser, now=NOW)
    cancel_order(order_id=payment.order.public_id, now=NOW)

    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)

    assert states(payment) == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])
    assert stock_of(variant) == (5, 0)


def test_nobody_else_gives_it_back(payment: Payment) -> None:
    with pytest.raises(OrderNotFound):
        give_back_held(payment_id=payment.pk, actor=UserFactory.create(is_staff=True), now=NOW)

    assert states(payment)[1] == PaymentState.HELD


@pytest.fixture
def foreign() -> Payment:
    """Of which dollars came, where euros were due."""
    payment = payment_of(placed_order((sold_variant(), 1)))
    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, Money(3500, "USD"))
    apply_payment_event(notice, now=NOW)
    return payment


def sums(payment: Payment) -> tuple[int, int, int]:
    payment.refresh_from_db()
    payment.order.refresh_from_db()
    return payment.received_minor, payment.refunded_minor, payment.order.refunded_minor


def test_money_in_another_currency_goes_back_in_that_and_counts_in_no_sum(
    foreign: Payment, superuser: User, post_office: PostOffice
) -> None:
    assert states(foreign) == (OrderState.PLACED, PaymentState.HELD, [PaymentState.HELD])

    refund = give_back_held(payment_id=foreign.pk, actor=superuser, now=NOW)

    refund.refresh_from_db()
    assert (refund.amount, refund.state) == (Money(3500, "USD"), RefundState.SUCCEEDED)
    assert sums(foreign) == (0, 0, 0)
    assert states(foreign) == (OrderState.PLACED, PaymentState.RETURNED, [PaymentState.RETURNED])
    (letter,) = post_office.letters
    assert letter["Subject"] == f"$35.00 of your order {foreign.order.number} sent back"
    told = [one.detail for one in read_story(foreign.order, superuser) if "efund" in one.what]
    assert told == ["$35.00", "$35.00"]
    with pytest.raises(RefundRefused):
        give_back_held(payment_id=foreign.pk, actor=superuser, now=NOW)


def test_money_in_another_currency_that_came_back_goes_back_anew(foreign: Payment, superuser: User) -> None:
    refund = give_back_held(payment_id=foreign.pk, actor=superuser, now=NOW)

    apply_refund_answer(refund.public_id, RefundAnswer(RefundState.FAILED, "re_1", "closed"), now=NOW)

    assert (states(foreign)[1], sums(foreign)) == (PaymentState.HELD, (0, 0, 0))
    again = give_back_held(payment_id=foreign.pk, actor=superuser, now=NOW)
    assert (again.amount, again.reason) == (refund.amount, RefundReason.WRONG_AMOUNT)
    assert states(foreign)[1] == PaymentState.RETURNED


def test_money_in_another_currency_that_went_back_at_its_provider_counts(
    foreign: Payment, superuser: User
) -> None:
    part = RefundElsewhere(Money(1500, "USD"), RefundAnswer(RefundState.SUCCEEDED, "re_elsewhere"))
    assert count_elsewhere(foreign.pk, part, now=NOW)
    assert states(foreign)[1] == PaymentState.HELD

    rest = give_back_held(payment_id=foreign.pk, actor=superuser, now=NOW)

    assert rest.amount == Money(2000, "USD")
    assert (states(foreign)[1], sums(foreign)) == (PaymentState.RETURNED, (0, 0, 0))


def test_order_whose_foreign_money_went_back_is_paid_anew(foreign: Payment, superuser: User) -> None:
    give_back_held(payment_id=foreign.pk, actor=superuser, now=NOW)

    start_payment(order_id=foreign.order.public_id, now=NOW)
    anew = payment_of(foreign.order)
    apply_payment_event(notice_of(anew.public_id, PaymentEventKind.SUCCEEDED, anew.amount), now=NOW)

    assert states(foreign)[:2] == (OrderState.CONFIRMED, PaymentState.CAPTURED)


def test_what_is_set_aside_in_another_currency_is_let_go(superuser: User) -> None:
    payment = payment_of(placed_order((sold_variant(), 1)))
    notice = notice_of(payment.public_id, PaymentEventKind.AUTHORISED, Money(3500, "USD"))
    apply_payment_event(notice, now=NOW)
    assert states(payment)[1] == PaymentState.HELD

    refund = let_go_held(payment_id=payment.pk, actor=superuser, now=NOW)

    refund.refresh_from_db()
    assert (refund.amount, refund.state) == (Money(3500, "USD"), RefundState.SUCCEEDED)
    assert (states(payment)[1], sums(payment)) == (PaymentState.VOIDED, (0, 0, 0))


def test_two_people_give_foreign_money_back_once(foreign: Payment, superuser: User) -> None:
    """No sum guards it: the order's lock does."""

    def give_back() -> bool:
        try:
            give_back_held(payment_id=foreign.pk, actor=superuser, now=NOW)
        except RefundRefused:
            return False
        return True

    assert sorted(side_by_side([give_back] * 4)) == [False, False, False, True]

    assert foreign.refunds.count() == 1


def test_held_money_is_given_back_from_the_list_of_payments(
    payment: Payment, superuser: User, client: Client
) -> None:
    client.force_login(superuser)
    address = "/admin/orders/payment/"

    assert "€29.91" in client.get(f"{address}?state__exact=held").content.decode()
    answer = client.post(
        address, {"action": "give_money_back", "_selected_action": [payment.pk]}, follow=True
    )

    assert "€29.91 goes back" in answer.content.decode()
    assert states(payment)[1] == PaymentState.RETURNED
