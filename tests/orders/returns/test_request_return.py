"""Buyers announce what comes back: what was shipped, in time, once."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from orders.errors import OrderNotFound, ReturnRefused
from orders.models import Order, OrderLine, Return
from orders.queries.parcels.returns import TIME_TO_RETURN, can_be_returned
from orders.services.fulfilment.fulfil import fulfil
from orders.services.returns.announcing import Announcement
from orders.services.returns.register_return import register_return
from orders.services.returns.request_return import request_return
from orders.states import OrderEventKind, ReturnReason, ReturnState
from tests.factories.orders import NOW, sold_variant, stock_of
from tests.factories.selling import line_of, paid_order, sent_back, shipped_order, works_for
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
UNWANTED = Announcement(reason=ReturnReason.UNWANTED, at=NOW)


def returned(order: Order) -> list[int]:
    return list(order.lines.values_list("returned_quantity", flat=True))


def ask(order: Order, quantities: dict[int, int], announcement: Announcement = UNWANTED) -> list[Return]:
    return request_return(order_id=order.public_id, quantities=quantities, announcement=announcement)


def test_announced_return_says_what_and_why() -> None:
    variant = sold_variant()
    order = shipped_order((variant, 3))
    line = line_of(order, variant)

    announced = sent_back(order, {line.pk: 2})

    assert (announced.merchant, announced.number, announced.state) == (
        variant.merchant,
        1,
        ReturnState.REQUESTED,
    )
    assert (announced.reason, announced.note) == (ReturnReason.DAMAGED, "The leg is loose.")
    assert [(each.line_id, each.quantity, each.restocked) for each in announced.lines.all()] == [
        (line.pk, 2, 0)
    ]
    assert (returned(order), stock_of(variant)) == ([2], (2, 0))
    told = order.events.get(kind=OrderEventKind.RETURN_REQUESTED)
    assert (told.merchant, told.data) == (variant.merchant, {"return": announced.pk})


def test_each_merchant_gets_a_return_of_their_own() -> None:
    one, other = sold_variant(), sold_variant()
    order = shipped_order((one, 1), (other, 1))

    announced = ask(order, {line.pk: 1 for line in order.lines.all()})

    assert [(each.number, each.merchant) for each in announced] == [(1, one.merchant), (2, other.merchant)]


@pytest.mark.parametrize("quantity", [0, -1, 3])
def test_neither_nothing_nor_more_than_was_shipped_comes_back(quantity: int) -> None:
    variant = sold_variant()
    order = shipped_order((variant, 2))
    line = line_of(order, variant)

    with pytest.raises(ReturnRefused) as refused:
        ask(order, {line.pk: quantity})

    assert (refused.value.line, returned(order), Return.objects.count()) == (line.pk, [0], 0)


def test_what_was_not_shipped_does_not_come_back() -> None:
    variant = sold_variant()
    order = paid_order((variant, 2))
    line = line_of(order, variant)
    fulfil(order_id=order.public_id, actor=variant.merchant, quantities={line.pk: 1}, now=NOW)

    assert can_be_returned(order, now=NOW) == {line.pk: 1}
    with pytest.raises(ReturnRefused):
        ask(order, {line.pk: 2})

    assert returned(order) == [0]


def test_time_to_return_counts_from_the_last_piece() -> None:
    variant = sold_variant()
    order = paid_order((variant, 2))
    line = line_of(order, variant)
    later = NOW + timedelta(days=10)
    for now in (NOW, later):
        fulfil(order_id=order.public_id, actor=variant.merchant, quantities={line.pk: 1}, now=now)

    assert can_be_returned(order, now=later + TIME_TO_RETURN) == {line.pk: 2}
    assert can_be_returned(order, now=later + TIME_TO_RETURN + timedelta(seconds=1)) == {}


def test_late_return_is_refused_to_the_buyer_but_not_to_the_merchant() -> None:
    variant = sold_variant()
    order = shipped_order((variant, 1))
    line = line_of(order, variant)
    late = Announcement(reason=ReturnReason.DEFECTIVE, at=NOW + TIME_TO_RETURN + timedelta(seconds=1))

    with pytest.raises(ReturnRefused, match="30 days"):
        ask(order, {line.pk: 1}, late)
    assert returned(order) == [0]

    (registered,) = register_return(
        order_id=order.public_id,
        actor=works_for(variant.merchant),
        quantities={line.pk: 1},
        announcement=late,
    )
    assert (registered.merchant, returned(order)) == (variant.merchant, [1])


def test_line_that_the_release_before_shipped_can_come_back() -> None:
    variant = sold_variant()
    order = paid_order((variant, 1))
    OrderLine.objects.filter(order=order).update(shipped_at=NOW)

    assert can_be_returned(order, now=NOW) == {line_of(order, variant).pk: 1}


def test_lines_of_other_orders_and_merchants_do_not_exist() -> None:
    variant, foreign = sold_variant(), sold_variant()
    order, other = shipped_order((variant, 1), (foreign, 1)), shipped_order((variant, 1))

    with pytest.raises(OrderNotFound):
        ask(order, {line_of(other, variant).pk: 1})
    with pytest.raises(OrderNotFound):
        register_return(
            order_id=order.public_id,
            actor=works_for(variant.merchant),
            quantities={line_of(order, foreign).pk: 1},
            announcement=UNWANTED,
        )

    assert not Return.objects.exists()


def test_empty_returns_are_refused() -> None:
    order = shipped_order((sold_variant(), 1))

    with pytest.raises(ReturnRefused):
        ask(order, {})


def test_double_click_announces_once() -> None:
    variant = sold_variant()
    order = shipped_order((variant, 4))
    said = Announcement(reason=ReturnReason.OTHER, key=uuid4(), at=NOW)

    asked = side_by_side([partial(ask, order, {line_of(order, variant).pk: 1}, said)] * 4)

    assert len({announced.pk for each in asked for announced in each}) == 1
    assert returned(order) == [1]
