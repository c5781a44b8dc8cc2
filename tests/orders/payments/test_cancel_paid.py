"""Paid orders are cancelled with all their money, as long as nothing has left the house."""

from collections.abc import Callable
from functools import partial

import pytest

from orders.errors import CancellationRefused, GatewayFault, ShipmentRefused
from orders.gateways.contract import RefundAnswer, RefundRequest
from orders.gateways.local import LocalGateway
from orders.models import Order
from orders.services.cancel_order import cancel_order
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.ship_lines import ship_lines
from orders.states import OrderEventKind, OrderState, PaymentState, RefundReason, RefundState
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, sold_variant, stock_of
from tests.factories.selling import paid_order, refund_of
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)


def states(order: Order) -> tuple[str, str, str, int]:
    order.refresh_from_db()
    return order.order_state, order.payment_state, order.payments.get().state, order.refunded_minor


def test_a_paid_order_is_cancelled_once_with_all_its_money() -> None:
    variant = sold_variant(on_hand=3)
    order = paid_order((variant, 2))

    side_by_side([partial(cancel_order, order_id=order.public_id, now=NOW)] * 3)

    assert states(order) == (
        OrderState.CANCELLED,
        PaymentState.RETURNED,
        PaymentState.RETURNED,
        order.total_minor,
    )
    refund = order.refunds.get()
    assert (refund.amount, refund.reason, refund.state) == (
        order.total,
        RefundReason.CANCELLED,
        RefundState.SUCCEEDED,
    )
    assert stock_of(variant) == (3, 0)
    assert list(order.events.values_list("kind", flat=True)) == [
        OrderEventKind.PLACED,
        OrderEventKind.PAID,
        OrderEventKind.CANCELLED,
        OrderEventKind.REFUND_REQUESTED,
        OrderEventKind.REFUNDED,
    ]


def test_what_went_back_before_is_not_given_back_again() -> None:
    order = paid_order((sold_variant(), 1))
    refund_of(order, 400)

    cancel_order(order_id=order.public_id, now=NOW)

    amounts = order.refunds.order_by("pk").values_list("amount_minor", flat=True)
    assert list(amounts) == [400, order.total_minor - 400]
    assert states(order)[3] == order.total_minor


def test_a_shipped_order_is_not_cancelled() -> None:
    variant = sold_variant()
    order = paid_order((variant, 1))
    ship_lines(order_id=order.public_id, actor=UserFactory.create(is_superuser=True), now=NOW)

    with pytest.raises(CancellationRefused, match="left the house"):
        cancel_order(order_id=order.public_id, now=NOW)

    assert states(order) == (OrderState.CONFIRMED, PaymentState.CAPTURED, PaymentState.CAPTURED, 0)


@pytest.mark.parametrize("round_number", range(6))
def test_cancelled_and_shipped_at_once_is_one_of_them(round_number: int) -> None:
    variant = sold_variant(on_hand=1)
    order = paid_order((variant, 1))
    shipper = UserFactory.create(is_superuser=True)

    def tried(action: Callable[[], object]) -> bool:
        try:
            action()
        except (CancellationRefused, ShipmentRefused):
            return False
        return True

    cancelled, shipped = side_by_side(
        [
            partial(tried, partial(cancel_order, order_id=order.public_id, now=NOW)),
            partial(tried, partial(ship_lines, order_id=order.public_id, actor=shipper, now=NOW)),
        ]
    )

    assert cancelled != shipped
    assert (states(order)[0] == OrderState.CANCELLED) == cancelled
    assert stock_of(variant) == ((1, 0) if cancelled else (0, 0))
    assert order.refunds.count() == cancelled


def test_money_of_a_cancelled_order_that_cannot_go_back_needs_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refund(_: LocalGateway, request: RefundRequest) -> RefundAnswer:
        raise GatewayFault("No answer.")

    monkeypatch.setattr(LocalGateway, "refund", refund)
    order = paid_order((sold_variant(), 1))
    cancel_order(order_id=order.public_id, now=NOW)
    assert states(order)[1] == PaymentState.RETURNED

    failed = RefundAnswer(RefundState.FAILED, "re_1", "lost_or_stolen_card")
    apply_refund_answer(order.refunds.get().public_id, failed, now=NOW)

    assert states(order) == (OrderState.CANCELLED, PaymentState.HELD, PaymentState.HELD, 0)
    assert order.refunds.count() == 1
