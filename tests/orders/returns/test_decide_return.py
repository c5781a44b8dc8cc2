"""What comes back is received or refused once, and goes back into stock once."""

from functools import partial
from io import StringIO
from threading import Event
from time import sleep

import pytest
from django.core.management import call_command
from django.db.models import Sum

from accounts.models import User
from catalog.models import Stock, StockEntry
from catalog.services.spread_stock import make_hot
from orders.errors import OrderNotFound, ReturnRefused
from orders.models import Order, Return
from orders.services.returns.decide_return import receive_return, refuse_return
from orders.states import OrderEventKind, ReturnState
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, sold_variant, stock_of
from tests.factories.selling import line_of, sent_back, shipped_order, works_for
from tests.factories.threads import side_by_side, somebody_at, waiting_for_locks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    """Three pieces, all shipped: two of five are left in stock."""
    return shipped_order((sold_variant(on_hand=5), 3))


@pytest.fixture
def announced(order: Order) -> Return:
    """Two of them come back."""
    return sent_back(order, {order.lines.get().pk: 2})


@pytest.fixture
def seller(announced: Return) -> User:
    return works_for(announced.merchant)


def facts(announced: Return) -> tuple[str, list[int], tuple[int, int]]:
    """Its state, what went back on the shelf, and the stock of its line."""
    announced.refresh_from_db()
    lines = list(announced.lines.select_related("line__variant"))
    return announced.state, [line.restocked for line in lines], stock_of(lines[0].line.variant)


def test_received_pieces_that_can_be_sold_go_back_into_stock(announced: Return, seller: User) -> None:
    line = announced.lines.get().line

    receive_return(
        return_id=announced.public_id, actor=seller, restocked={line.pk: 1}, answer="Thank you.", now=NOW
    )

    assert facts(announced) == (ReturnState.RECEIVED, [1], (3, 0))
    assert (announced.answer, announced.decided_at) == ("Thank you.", NOW)
    entry = StockEntry.objects.get(reason="returned")
    number = announced.order.number
    assert (entry.delta, entry.reference, entry.actor_id) == (1, f"order {number}, return 1", seller.pk)
    told = announced.order.events.get(kind=OrderEventKind.RETURN_RECEIVED)
    assert (told.user, told.merchant, told.data) == (seller, announced.merchant, {"return": announced.pk})
    call_command("verify_stock", stdout=StringIO())


def test_broken_pieces_are_received_without_stock(announced: Return, seller: User) -> None:
    receive_return(return_id=announced.public_id, actor=seller, restocked={}, now=NOW)

    assert facts(announced) == (ReturnState.RECEIVED, [0], (2, 0))


def test_several_returns_of_a_line_are_each_booked(order: Order, announced: Return, seller: User) -> None:
    line = order.lines.get()
    other = sent_back(order, {line.pk: 1})

    for each, quantity in ((announced, 2), (other, 1)):
        receive_return(return_id=each.public_id, actor=seller, restocked={line.pk: quantity}, now=NOW)

    assert stock_of(line.variant) == (5, 0)
    with pytest.raises(ReturnRefused):
        sent_back(order, {line.pk: 1})


def test_refused_return_changes_no_stock_and_may_be_announced_anew(
    order: Order, announced: Return, seller: User
) -> None:
    refuse_return(return_id=announced.public_id, actor=seller, answer="It was used.", now=NOW)

    assert facts(announced) == (ReturnState.REFUSED, [0], (2, 0))
    assert order.lines.get().returned_quantity == 0
    assert order.events.filter(kind=OrderEventKind.RETURN_REFUSED).count() == 1
    assert sent_back(order, {order.lines.get().pk: 3}).number == 2


@pytest.mark.parametrize("quantity", [-1, 3])
def test_no_more_is_restocked_than_came(announced: Return, seller: User, quantity: int) -> None:
    restocked = {announced.lines.get().line_id: quantity}

    with pytest.raises(ReturnRefused):
        receive_return(return_id=announced.public_id, actor=seller, restocked=restocked, now=NOW)

    assert facts(announced) == (ReturnState.REQUESTED, [0], (2, 0))


def test_lines_that_are_not_in_the_return_are_not_restocked(announced: Return, seller: User) -> None:
    other = sold_variant(merchant=announced.merchant)
    foreign = line_of(shipped_order((other, 1)), other)

    with pytest.raises(OrderNotFound):
        receive_return(return_id=announced.public_id, actor=seller, restocked={foreign.pk: 1}, now=NOW)

    assert facts(announced)[0] == ReturnState.REQUESTED


def test_others_returns_do_not_exist(announced: Return) -> None:
    for actor in (works_for(MerchantFactory.create()), MerchantFactory.create()):
        with pytest.raises(OrderNotFound):
            receive_return(return_id=announced.public_id, actor=actor, restocked={}, now=NOW)
        with pytest.raises(OrderNotFound):
            refuse_return(return_id=announced.public_id, actor=actor, now=NOW)

    assert facts(announced) == (ReturnState.REQUESTED, [0], (2, 0))


def test_two_at_once_restock_once(announced: Return, seller: User) -> None:
    restocked = {announced.lines.get().line_id: 2}

    def decided(is_received: bool) -> bool:  # noqa: FBT001  # one of two things
        try:
            if is_received:
                receive_return(return_id=announced.public_id, actor=seller, restocked=restocked, now=NOW)
            else:
                refuse_return(return_id=announced.public_id, actor=seller, now=NOW)
        except ReturnRefused:
            return False
        return True

    answers = side_by_side([partial(decided, each) for each in (True, False, True, False)])

    assert sorted(answers) == [False, False, False, True]
    assert facts(announced) in (
        (ReturnState.RECEIVED, [2], (4, 0)),
        (ReturnState.REFUSED, [0], (2, 0)),
    )


@pytest.mark.parametrize("is_hot_before", [False, True])
def test_stock_is_taken_back_in_primary_key_order_over_all_lines(
    is_hot_before: bool,  # noqa: FBT001  # whether the line is known to come from a bucket or from the first row
) -> None:
    """The rows of what sells in a rush lie on both sides of the other's. Whoever takes rows in their order, as orders do,
    is never waited for by a return that holds one further on."""
    merchant = MerchantFactory.create()
    hot, other = sold_variant(merchant=merchant), sold_variant(merchant=merchant)
    first, between = Stock.objects.get(variant=hot), Stock.objects.get(variant=other)
    if is_hot_before:
        make_hot(stock_id=first.pk, is_hot=True)
    order = shipped_order((hot, 1), (other, 1))
    make_hot(stock_id=first.pk, is_hot=True)
    last = Stock.objects.filter(variant=hot).latest("pk")
    assert first.pk < between.pk < last.pk
    announced = sent_back(order, dict.fromkeys(order.lines.values_list("pk", flat=True), 1))
    pieces = dict.fromkeys(order.lines.values_list("pk", flat=True), 1)
    held, further = (first, between) if is_hot_before else (between, last)

    def take_the_next(ended: Event) -> None:
        while not (waiting_for_locks() or ended.is_set()):
            sleep(0.02)
        Stock.objects.select_for_update(no_key=True, nowait=True).get(pk=further.pk)

    with somebody_at(Stock.objects.filter(pk=held.pk), take_the_next):
        receive_return(return_id=announced.public_id, actor=merchant, restocked=pieces, now=NOW)

    assert Stock.objects.filter(variant=hot).aggregate(all=Sum("on_hand")) == {"all": 5}
    assert stock_of(other) == (5, 0)
