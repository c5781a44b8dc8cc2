"""What sells in a rush: taken from any bucket, and sold out only when all of them are."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Variant
from catalog.services.spread_stock import BUCKETS, make_hot
from orders.errors import OutOfStock
from orders.gateways.local import notice_of
from orders.models import Allocation, Voucher
from orders.queries.carts.cart import read_cart
from orders.queries.stock_drift import drifted_stock
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.place_order import place_order
from orders.services.placing.wishes import Wishes
from orders.states import OrderState, PaymentEventKind
from tests.factories.orders import (
    DELIVERY,
    NOW,
    filled_cart,
    make_voucher,
    payment_of,
    place,
    placed_order,
    sold_variant,
)
from tests.factories.threads import PATIENCE_SECONDS, somebody_else, wait_for_a_lock
from tests.orders.test_races import at_once


def hot_variant(on_hand: int) -> Variant:
    variant = sold_variant(on_hand=on_hand)
    make_hot(stock_id=variant.stock.get().pk, is_hot=True)
    return variant


def totals_of(variant: Variant) -> tuple[int, int]:
    """(on hand, allocated) over all rows."""
    rows = list(variant.stock.all())
    return sum(row.on_hand for row in rows), sum(row.allocated for row in rows)


@pytest.mark.django_db
def test_order_takes_from_one_bucket_and_locks_no_other() -> None:
    variant = hot_variant(BUCKETS * 3)
    token = filled_cart((variant, 2))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        place(token)

    drawn = Allocation.objects.get().stock
    touching = [
        query["sql"]
        for query in queries
        if query["sql"].startswith(("EXECUTE orders_promise", "EXECUTE orders_order"))
    ]
    assert len(touching) == 1
    assert touching[0].count('"stock_id"') == 1
    assert f'"stock_id": {drawn.pk}, "quantity": 2' in touching[0]
    assert not any('FROM "catalog_stock"' in query["sql"] for query in queries if "FOR" in query["sql"])
    assert drawn.bucket > 0
    assert totals_of(variant) == (BUCKETS * 3, 2)


@pytest.mark.django_db
def test_more_than_any_bucket_holds_is_taken_from_several() -> None:
    variant = hot_variant(BUCKETS)

    assert read_cart(filled_cart((variant, BUCKETS))).lines[0].available == BUCKETS
    placed_order((variant, BUCKETS))

    assert totals_of(variant) == (BUCKETS, BUCKETS)
    assert Allocation.objects.count() == BUCKETS


@pytest.mark.django_db
def test_sold_out_only_when_every_bucket_is() -> None:
    variant = hot_variant(BUCKETS)
    waiting = filled_cart((variant, 1))

    for _ in range(BUCKETS):
        placed_order((variant, 1))
    with pytest.raises(OutOfStock):
        place(waiting)

    assert totals_of(variant) == (BUCKETS, BUCKETS)
    assert drifted_stock() == []


@pytest.mark.django_db
def test_cancelled_order_gives_back_to_its_bucket_even_if_it_has_cooled_down() -> None:
    variant = hot_variant(BUCKETS)
    order = placed_order((variant, 1))
    make_hot(stock_id=variant.stock.get(bucket=0).pk, is_hot=False)

    cancel_order(order_id=order.public_id, now=NOW)

    assert totals_of(variant) == (BUCKETS, 0)
    assert drifted_stock() == []
    # What lies in the bucket until it is swept can be bought.
    placed_order((variant, BUCKETS))


@pytest.mark.django_db(transaction=True)
def test_crowd_buys_exactly_what_is_there() -> None:
    hot, cold = hot_variant(6), sold_variant(on_hand=50)
    tokens = [filled_cart((hot, 1), (cold, 1)) for _ in range(6)]
    tokens += [filled_cart((cold, 1), (hot, 1)) for _ in range(6)]

    results = at_once([partial(place, token) for token in tokens])

    assert Counter(type(result).__name__ for result in results) == {"PlacedOrder": 6, "OutOfStock": 6}
    assert (totals_of(hot), totals_of(cold)) == ((6, 6), (50, 6))
    assert drifted_stock() == []


def while_it_is_spread(variant: Variant, action: Callable[[], object]) -> None:
    """Let this wait for the one row of the variant's stock, which is spread over buckets meanwhile."""
    is_held = threading.Event()

    def after() -> object:
        assert is_held.wait(PATIENCE_SECONDS)
        return action()

    with somebody_else(after) as waiting:
        with transaction.atomic():
            make_hot(stock_id=variant.stock.get().pk, is_hot=True)
            is_held.set()
            wait_for_a_lock(waiting)
            assert not waiting.done()
        waiting.result(PATIENCE_SECONDS)


@pytest.mark.django_db(transaction=True)
def test_order_that_waits_in_turn_finds_what_is_spread_meanwhile() -> None:
    variant = sold_variant(on_hand=BUCKETS * 2)
    make_voucher("SENT")
    token = filled_cart((variant, 1))
    total = read_cart(token).totals.lines.minor

    while_it_is_spread(
        variant,
        lambda: place_order(
            cart_token=token,
            delivery=DELIVERY,
            expected_total=total,
            now=NOW,
            wishes=Wishes(voucher_code="SENT"),
        ),
    )

    assert totals_of(variant) == (BUCKETS * 2, 1)
    assert Voucher.objects.get().used == 1
    assert drifted_stock() == []


@pytest.mark.django_db(transaction=True)
def test_late_money_finds_what_is_spread_meanwhile() -> None:
    variant = sold_variant(on_hand=BUCKETS * 2)
    order = placed_order((variant, 1))
    expire_unpaid_orders(now=order.pay_until)
    payment = payment_of(order)
    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount)

    while_it_is_spread(variant, lambda: apply_payment_event(notice, now=order.pay_until))

    order.refresh_from_db()
    assert order.order_state == OrderState.CONFIRMED
    assert totals_of(variant) == (BUCKETS * 2, 1)
    assert drifted_stock() == []
