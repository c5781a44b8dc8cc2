"""Merchants ship their own part, once, and only what is paid."""

import pytest

from accounts.models import Merchant, User
from catalog.models import Stock
from orders.errors import OrderNotFound, ShipmentRefused, StockFault
from orders.gateways.local import notice_of
from orders.models import Order, OrderLine
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.ship_lines import ship_lines
from orders.states import FulfilmentState, PaymentEventKind
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of

pytestmark = pytest.mark.django_db(transaction=True)


def pay(order: Order) -> None:
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)


def works_for(merchant: Merchant) -> User:
    user: User = UserFactory.create()
    MembershipFactory.create(user=user, merchant=merchant)
    return user


def shipment(order: Order) -> tuple[str, int]:
    order.refresh_from_db()
    return order.fulfilment_state, OrderLine.objects.filter(order=order, shipped_at=NOW).count()


def test_shipping_takes_goods_off_the_stock_once() -> None:
    variant = sold_variant(on_hand=5)
    order = placed_order((variant, 2))
    pay(order)
    actor = works_for(variant.merchant)

    assert ship_lines(order_id=order.public_id, actor=actor, now=NOW) == 1
    with pytest.raises(ShipmentRefused):
        ship_lines(order_id=order.public_id, actor=actor, now=NOW)

    assert (shipment(order), stock_of(variant)) == ((FulfilmentState.FULFILLED, 1), (3, 0))


def test_each_merchant_ships_their_own_part() -> None:
    first, second = sold_variant(), sold_variant()
    order = placed_order((first, 1), (second, 2))
    pay(order)

    ship_lines(order_id=order.public_id, actor=works_for(second.merchant), now=NOW)
    assert (shipment(order), stock_of(first), stock_of(second)) == (
        (FulfilmentState.PARTLY_FULFILLED, 1),
        (5, 1),
        (3, 0),
    )

    ship_lines(order_id=order.public_id, actor=works_for(first.merchant), now=NOW)
    assert (shipment(order), stock_of(first)) == ((FulfilmentState.FULFILLED, 2), (4, 0))


def test_unpaid_orders_are_not_shipped() -> None:
    variant = sold_variant()
    order = placed_order((variant, 1))

    with pytest.raises(ShipmentRefused, match="not paid"):
        ship_lines(order_id=order.public_id, actor=works_for(variant.merchant), now=NOW)

    assert (shipment(order), stock_of(variant)) == ((FulfilmentState.UNFULFILLED, 0), (5, 1))


def test_foreign_orders_do_not_exist() -> None:
    variant = sold_variant()
    order = placed_order((variant, 1))
    pay(order)

    with pytest.raises(OrderNotFound):
        ship_lines(order_id=order.public_id, actor=works_for(MerchantFactory.create()), now=NOW)

    assert (shipment(order), stock_of(variant)) == ((FulfilmentState.UNFULFILLED, 0), (5, 1))


def test_stock_that_was_never_promised_stops_the_shipment() -> None:
    variant = sold_variant()
    order = placed_order((variant, 2))
    pay(order)
    Stock.objects.filter(variant=variant).update(allocated=1)

    with pytest.raises(StockFault):
        ship_lines(order_id=order.public_id, actor=works_for(variant.merchant), now=NOW)

    assert (shipment(order), stock_of(variant)) == ((FulfilmentState.UNFULFILLED, 0), (5, 1))
