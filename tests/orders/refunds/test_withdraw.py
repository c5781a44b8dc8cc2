"""What has not left the house stays once its money goes back: off the pick list, back into stock, never sent as well."""

from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from catalog.models import StockEntry
from catalog.money import Money
from catalog.states import StockReason
from orders.errors import RefundRefused, ShipmentRefused
from orders.gateways.contract import RefundAnswer
from orders.models import Order, OrderLine, Refund
from orders.queries.selling.detail import read_sold_order
from orders.queries.selling.pick_list import read_pick_list
from orders.services.cancel_order import cancel_order
from orders.services.fulfilment.fulfil import fulfil
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.refunds.request_refund import request_refund
from orders.services.ship_lines import ship_lines
from orders.states import FulfilmentState, OrderEventKind, RefundReason, RefundState
from tests.factories.orders import NOW, sold_variant, stock_of
from tests.factories.selling import paid_order, works_for
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    """Three pieces at 25.00 of five in stock."""
    return paid_order((sold_variant(on_hand=5, price=2500), 3))


@pytest.fixture
def seller(order: Order) -> User:
    return works_for(order.lines.get().merchant)


def give_back(
    order: Order, seller: User, pieces: int, reason: RefundReason = RefundReason.REQUESTED, **more: object
) -> Refund:
    """The price of so many pieces of the only line."""
    wish: dict[str, object] = {"lines": {order.lines.get().pk: pieces}, "now": NOW} | more
    amount = Money(2500 * pieces, "EUR")
    return request_refund(order_id=order.public_id, actor=seller, amount=amount, reason=reason, **wish)  # type: ignore[arg-type]  # a wish, cut to the call


def send(order: Order, seller: User, pieces: int) -> None:
    fulfil(order_id=order.public_id, actor=seller, quantities={order.lines.get().pk: pieces}, now=NOW)


def counts(order: Order) -> tuple[int, int, int]:
    """(sent, not sent any more, left to send) of the only line"""
    line = order.lines.get()
    return line.fulfilled_quantity, line.withdrawn_quantity, line.left_to_ship


def state(order: Order) -> str:
    order.refresh_from_db()
    return order.fulfilment_state


def verify() -> None:
    call_command("verify_stock", stdout=StringIO())


def test_pieces_that_are_refunded_are_sold_again_and_not_picked(order: Order, seller: User) -> None:
    line = order.lines.get()

    refund = give_back(order, seller, 2)

    assert counts(order) == (0, 2, 1)
    assert refund.lines.get().withdrawn_quantity == 2
    assert stock_of(line.variant) == (5, 1)
    assert [pick.quantity for pick in read_pick_list([order.pk], seller)] == [1]
    with pytest.raises(ShipmentRefused):
        send(order, seller, 2)
    asked = order.events.get(kind=OrderEventKind.REFUND_REQUESTED)
    assert asked.data == {"refund": refund.pk, "amount_minor": 5000, "withdrawn": 2}
    sold = read_sold_order(order, seller)
    assert sold.lines[0].state == "0 of 3 shipped, 2 refunded and not shipped"
    assert "€50.00, 2 not shipped" in [told.detail for told in sold.story]
    verify()


def test_what_cannot_be_sold_again_is_written_off(order: Order, seller: User) -> None:
    give_back(order, seller, 1, RefundReason.UNAVAILABLE, written_off=[order.lines.get().pk])

    assert stock_of(order.lines.get().variant) == (4, 2)
    entry = StockEntry.objects.get(reason=StockReason.CORRECTION, delta__lt=0)
    assert (entry.delta, entry.reference) == (-1, f"order {order.number}, refund 1")
    verify()


def test_order_is_sent_once_the_rest_is_refunded(order: Order, seller: User) -> None:
    send(order, seller, 1)
    assert state(order) == FulfilmentState.PARTLY_FULFILLED

    give_back(order, seller, 2)

    assert (state(order), counts(order)) == (FulfilmentState.FULFILLED, (1, 2, 0))
    assert read_pick_list([order.pk], seller) == ()
    with pytest.raises(ShipmentRefused):
        ship_lines(order_id=order.public_id, actor=seller, now=NOW)
    verify()


def test_order_is_sent_with_what_is_left_of_it(order: Order, seller: User) -> None:
    give_back(order, seller, 1)

    assert ship_lines(order_id=order.public_id, actor=seller, now=NOW) == 1

    assert (state(order), counts(order)) == (FulfilmentState.FULFILLED, (2, 1, 0))
    assert stock_of(order.lines.get().variant) == (3, 0)
    verify()


def test_refunded_as_a_whole_there_is_nothing_to_ship_and_it_can_be_given_up(
    order: Order, seller: User
) -> None:
    give_back(order, seller, 3)

    assert (state(order), counts(order)) == (FulfilmentState.UNFULFILLED, (0, 3, 0))
    assert not OrderLine.objects.filter(order=order).to_ship().exists()
    cancel_order(order_id=order.public_id, now=NOW)
    assert stock_of(order.lines.get().variant) == (5, 0)
    verify()


@pytest.mark.parametrize(
    ("reason", "pieces", "kept"),
    [
        (RefundReason.GOODWILL, 3, 0),
        (RefundReason.DAMAGED, 1, 0),
        (RefundReason.DAMAGED, 2, 1),
        (RefundReason.RETURN, 3, 2),
        (RefundReason.REQUESTED, 1, 1),
        (RefundReason.REQUESTED, 3, 2),
    ],
)
def test_reason_says_which_pieces_are_meant(
    order: Order, seller: User, reason: RefundReason, pieces: int, kept: int
) -> None:
    send(order, seller, 1)

    give_back(order, seller, pieces, reason)

    assert counts(order) == (1, kept, 2 - kept)
    verify()


def test_amount_alone_keeps_nothing_here(order: Order, seller: User) -> None:
    give_back(order, seller, 2, lines={})

    assert counts(order) == (0, 0, 3)


def test_pieces_of_a_refund_that_failed_are_not_kept_twice(order: Order, seller: User) -> None:
    failed = give_back(order, seller, 2)
    apply_refund_answer(failed.public_id, RefundAnswer(RefundState.FAILED, "re_1", "Closed account"), now=NOW)
    assert counts(order) == (0, 2, 1)

    again = give_back(order, seller, 2)

    assert counts(order) == (0, 2, 1)
    assert again.lines.get().withdrawn_quantity == 2
    give_back(order, seller, 1)
    assert counts(order) == (0, 3, 0)
    verify()


def test_sent_and_refunded_at_once_is_one_of_them(order: Order, seller: User) -> None:
    def is_done(is_sent: bool) -> bool:  # noqa: FBT001  # one of two things
        try:
            send(order, seller, 3) if is_sent else give_back(order, seller, 3)
        except (ShipmentRefused, RefundRefused):
            return False
        return True

    answers = side_by_side([partial(is_done, each) for each in (True, False, True, False)])

    # What was sent first can be refunded all the same, and then nothing stays here.
    sent, kept, left = counts(order)
    assert (sent, kept, left) in {(3, 0, 0), (0, 3, 0)}
    assert sum(answers) == (2 if sent else 1)
    assert order.refunds.count() == 1
    assert stock_of(order.lines.get().variant) == (5 - sent, 0)
    verify()


def test_two_refunds_at_once_keep_each_piece_once(order: Order, seller: User) -> None:
    def is_done() -> bool:
        try:
            give_back(order, seller, 2)
        except RefundRefused:
            return False
        return True

    answers = side_by_side([is_done] * 3)

    assert sorted(answers) == [False, False, True]
    assert counts(order) == (0, 2, 1)
    assert stock_of(order.lines.get().variant) == (5, 1)
    verify()


def test_database_keeps_more_from_being_kept_than_is_there(order: Order, seller: User) -> None:
    send(order, seller, 2)

    with pytest.raises(IntegrityError, match="order_line_withdrawn_in_range"), transaction.atomic():
        OrderLine.objects.filter(order=order).update(withdrawn_quantity=F("withdrawn_quantity") + 2)
    refund = give_back(order, seller, 1)
    with pytest.raises(IntegrityError, match="refund_line_withdrawn_in_range"), transaction.atomic():
        refund.lines.update(withdrawn_quantity=2)
