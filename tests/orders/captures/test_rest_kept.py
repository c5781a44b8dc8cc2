"""An order that was sent in part, and whose authorisation has ended then, has an end."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from accounts.models import User, WebhookDelivery
from catalog.models import Variant
from orders.errors import CancellationRefused, PaymentRefused
from orders.gateways.contract import CaptureAnswer
from orders.gateways.local import LocalGateway, notice_of
from orders.models import Order
from orders.queries.selling.pick_list import read_pick_list
from orders.queries.selling.waiting import with_ended_authorisations
from orders.queries.stock_drift import drifted_stock
from orders.services.cancel_order import cancel_order
from orders.services.cancel_own_order import cancel_own_order
from orders.services.fulfilment.fulfil import fulfil
from orders.services.fulfilment.keep_rest import keep_rest
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.payments.start_payment import start_payment
from orders.states import (
    FulfilmentState,
    MailKind,
    OrderEventKind,
    OrderState,
    PaymentEventKind,
    PaymentState,
)
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.doubles.post_office import PostOffice, post_office
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.factories.selling import authorised_order, refund_of, works_for
from tests.factories.threads import side_by_side
from tests.orders.admin.conftest import LIST, client_of
from tests.orders.mail.test_letter import part

__all__ = ["post_office"]
pytestmark = pytest.mark.django_db(transaction=True)

STANDING = (OrderState.CONFIRMED, PaymentState.VOIDED)
PARTLY, SHIPPED = FulfilmentState.PARTLY_FULFILLED, FulfilmentState.FULFILLED


@pytest.fixture
def variant() -> Variant:
    return sold_variant(on_hand=5)


def sent_unpaid(*wanted: tuple[Variant, int], before: int = 0, pieces: int = 1) -> Order:
    """So many pieces of the first line were sent, of which the money could not be taken before the bank let it go."""
    order = authorised_order(*wanted)
    if before:
        refund_of(order, before)
    if pieces:
        line = order.lines.order_by("position")[0]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(LocalGateway, "capture", lambda *_: CaptureAnswer(failure="refused"))
            fulfil(order_id=order.public_id, actor=line.merchant, quantities={line.pk: pieces}, now=NOW)
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.VOIDED, payment.amount), now=NOW)
    return order


def states(order: Order) -> tuple[tuple[str, str], str]:
    order.refresh_from_db()
    return (order.order_state, order.payment_state), order.fulfilment_state


def give_up(order: Order) -> None:
    order.refresh_from_db()
    cancel_own_order(order=order, actor=order.lines.all()[0].merchant, now=NOW)


def tried(action: Callable[[], object], *refused: type[Exception]) -> bool:
    try:
        action()
    except refused:
        return False
    return True


def kept(order: Order) -> int:
    return order.events.filter(kind=OrderEventKind.REST_KEPT).count()


@pytest.mark.parametrize("before", [0, 500])
def test_what_is_left_stays_here_once_however_often_it_is_asked(variant: Variant, before: int) -> None:
    order = sent_unpaid((variant, 3), before=before)
    assert (states(order), stock_of(variant)) == ((STANDING, PARTLY), (4, 2))

    side_by_side([partial(give_up, order)] * 3)

    line = order.lines.get()
    assert (states(order), stock_of(variant)) == ((STANDING, SHIPPED), (4, 0))
    assert (line.fulfilled_quantity, line.withdrawn_quantity, line.left_to_ship) == (1, 2, 0)
    assert (kept(order), read_pick_list([order.pk], works_for(line.merchant))) == (1, ())
    assert drifted_stock() == []


def test_buyer_reads_what_is_not_sent_and_cannot_pay_it(variant: Variant, post_office: PostOffice) -> None:
    order = sent_unpaid((variant, 3))

    give_up(order)

    letter = post_office.letters[-1]
    assert letter["Subject"] == f"The rest of your order {order.number} is not sent"
    assert "2" in part(letter, "plain")
    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    assert ("2 of 3 not sent" in page, "Pay €" in page, "Cancel the order" in page) == (True, False, False)
    with pytest.raises(PaymentRefused, match="not sent any more"):
        start_payment(order_id=order.public_id, now=NOW)
    assert order.payments.count() == 1


def test_program_hears_that_the_rest_is_not_sent(variant: Variant) -> None:
    order = sent_unpaid((variant, 3))
    endpoint_at("https://hooks.vitrine.test/", variant.product.merchant)

    give_up(order)

    (told,) = WebhookDelivery.objects.all()
    assert told.event == "order.rest_cancelled"
    part = json.loads(told.body)["data"]["order"]
    assert (part["fulfilment_state"], part["lines"][0]["shipped_quantity"]) == ("fulfilled", 1)


def test_what_is_being_paid_anew_is_kept_only_once_that_has_ended(variant: Variant) -> None:
    order = sent_unpaid((variant, 3))
    start_payment(order_id=order.public_id, now=NOW)

    with pytest.raises(CancellationRefused, match="is paying"):
        give_up(order)
    order.refresh_from_db()
    later = order.pay_until + timedelta(seconds=1)
    with pytest.raises(CancellationRefused, match="is paying"):
        keep_rest(order_id=order.public_id, now=later)
    assert (states(order), stock_of(variant)) == ((STANDING, PARTLY), (4, 2))
    reconcile_payments(now=later)
    keep_rest(order_id=order.public_id, now=later)

    assert (states(order), stock_of(variant)) == ((STANDING, SHIPPED), (4, 0))


@pytest.mark.parametrize("round_number", range(3))
def test_paid_anew_and_kept_at_once_ends_in_one_of_them(variant: Variant, round_number: int) -> None:
    order = sent_unpaid((variant, 3))

    is_kept, is_paying = side_by_side(
        [
            partial(tried, partial(give_up, order), CancellationRefused),
            partial(tried, partial(start_payment, order_id=order.public_id, now=NOW), PaymentRefused),
        ]
    )

    assert is_kept != is_paying
    assert (kept(order), order.payments.count() - 1) == (is_kept, is_paying)


def test_of_several_merchants_only_the_shop_keeps_the_rest(variant: Variant, superuser: User) -> None:
    other = sold_variant(on_hand=2)
    order = sent_unpaid((variant, 1), (other, 2))

    with pytest.raises(CancellationRefused, match="Others sell"):
        give_up(order)
    order.refresh_from_db()
    cancel_own_order(order=order, actor=superuser, now=NOW)

    assert (states(order), stock_of(other)) == ((STANDING, SHIPPED), (2, 0))


def test_what_is_paid_or_all_sent_or_not_sent_keeps_nothing(variant: Variant) -> None:
    authorised, whole, unsent = (
        authorised_order((variant, 1)),
        sent_unpaid((variant, 1)),
        sent_unpaid((variant, 1), pieces=0),
    )
    waiting = placed_order((variant, 1))

    for order in (authorised, whole, unsent, waiting):
        with pytest.raises(CancellationRefused):
            keep_rest(order_id=order.public_id, now=NOW)
    with pytest.raises(CancellationRefused, match="left the house"):
        give_up(whole)
    give_up(unsent)

    assert (states(whole), states(unsent)[0][0]) == ((STANDING, SHIPPED), OrderState.CANCELLED)


def test_its_buyer_cannot_cancel_what_has_left(variant: Variant) -> None:
    order = sent_unpaid((variant, 3))

    with pytest.raises(CancellationRefused):
        cancel_order(order_id=order.public_id, now=NOW)

    assert (states(order), stock_of(variant)) == ((STANDING, PARTLY), (4, 2))


def test_shop_finds_it_and_keeps_the_rest_on_its_page(variant: Variant) -> None:
    order = sent_unpaid((variant, 3))
    client, page = client_of(UserFactory.create(is_superuser=True)), f"{LIST}{order.pk}/change/"
    assert f"{order.pk}/change/" in client.get(f"{LIST}?attention=ended").content.decode()
    text = client.get(page).content.decode()
    assert ("Keep the rest here" in text, "Cancel the order" in text) == (True, False)

    answer = client.post(page, {"_cancel": "1"}, follow=True).content.decode()

    assert f"The rest of order {order.number} is not sent any more." in answer
    assert ("2 not shipped" in answer, "_cancel" in answer, states(order)[1]) == (True, False, SHIPPED)
    assert not with_ended_authorisations(Order.objects.all()).exists()


def test_whoever_may_not_refund_keeps_nothing(variant: Variant) -> None:
    order = sent_unpaid((variant, 3))
    client, page = client_of(UserFactory.create(is_staff=True)), f"{LIST}{order.pk}/change/"

    assert client.post(page, {"_cancel": "1"}).status_code in {403, 404}

    assert (states(order), stock_of(variant)) == ((STANDING, PARTLY), (4, 2))


@pytest.mark.parametrize(
    ("before", "pieces", "expected", "not_said"),
    [
        (0, 0, "pay it again, or cancel it, on its page", "was sent already"),
        (500, 0, "cancel it on its page", "was sent already"),
        (0, 1, "Please pay it again on its page", "cancel it"),
        (500, 1, "we write to you about how it is paid", "cancel it"),
        (0, 3, "Please pay it again on its page", "cancel it"),
    ],
)
def test_buyer_is_told_only_what_can_be_done(
    variant: Variant, post_office: PostOffice, before: int, pieces: int, expected: str, not_said: str
) -> None:
    order = sent_unpaid((variant, 3), before=before, pieces=pieces)

    (told,) = [
        letter
        for letter in post_office.letters
        if letter["Subject"] == f"The payment for your order {order.number} has ended"
    ]
    words = " ".join(part(told, "plain").split())
    assert (expected in words, not_said in words) == (True, False)
    assert order.mails.filter(kind=MailKind.LAPSED).count() == 1
