"""Whatever happens to orders, in whatever order: stock is neither lost nor made."""

from contextlib import suppress

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from catalog.models import Variant
from orders.errors import ShopperError
from orders.gateways.local import notice_of
from orders.models import Order, OrderLine
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.start_payment import start_payment
from orders.services.place_order import TIME_TO_PAY
from orders.services.ship_lines import ship_lines
from orders.states import OrderState, PaymentEventKind
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, filled_cart, payment_of, place, sold_variant, stock_of

ON_HAND = 4
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["place", "pay", "decline", "retry", "cancel", "expire", "ship"]), st.integers(0, 5)
    ),
    max_size=14,
)


def promised(variant: Variant) -> int:
    """Of orders that are placed or confirmed and have not left the house."""
    lines = OrderLine.objects.filter(variant=variant, shipped_at=None)
    kept = lines.exclude(order__order_state=OrderState.CANCELLED)
    return kept.aggregate(total=Sum("quantity"))["total"] or 0


def shipped(variant: Variant) -> int:
    lines = OrderLine.objects.filter(variant=variant, shipped_at__isnull=False)
    return lines.aggregate(total=Sum("quantity"))["total"] or 0


def act(step: str, order: Order, owner: User) -> None:
    payment = payment_of(order)
    if step in {"pay", "decline"}:
        kind = PaymentEventKind.SUCCEEDED if step == "pay" else PaymentEventKind.DECLINED
        apply_payment_event(notice_of(payment.public_id, kind, payment.amount), now=NOW)
    elif step == "retry":
        start_payment(order_id=order.public_id, now=NOW)
    elif step == "cancel":
        cancel_order(order_id=order.public_id, now=NOW)
    elif step == "expire":
        Order.objects.filter(pk=order.pk).update(pay_until=NOW - TIME_TO_PAY)
        expire_unpaid_orders(now=NOW)
    elif step == "ship":
        ship_lines(order_id=order.public_id, actor=owner, now=NOW)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_stock_is_conserved_over_any_walk(steps: list[tuple[str, int]]) -> None:
    variants = [sold_variant(on_hand=ON_HAND) for _ in range(2)]
    owner = UserFactory.create(is_superuser=True)
    orders: list[Order] = []

    for step, choice in steps:
        with suppress(ShopperError):
            if step == "place" or not orders:
                token = filled_cart((variants[choice % 2], 1 + choice % 3), (variants[1 - choice % 2], 1))
                orders.append(Order.objects.get(public_id=place(token).public_id))
            else:
                act(step, orders[choice % len(orders)], owner)

        for variant in variants:
            assert stock_of(variant) == (ON_HAND - shipped(variant), promised(variant))
