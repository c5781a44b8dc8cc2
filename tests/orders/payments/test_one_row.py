"""Whatever is wrong with one row that waits for a provider, the others have their turn, and it comes later."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from orders.errors import GatewayFault
from orders.gateways.local import LocalGateway
from orders.models import Capture, Order, Payment, Refund
from orders.services import expire_unpaid_orders as expiring
from orders.services.captures import perform_captures as capturing
from orders.services.captures.request_capture import request_capture
from orders.services.payments import reconcile_payments as reconciling
from orders.services.refunds import perform_refunds as refunding
from orders.states import OrderState, PaymentState, RefundState
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.factories.selling import authorised_order, paid_order, refund_of

pytestmark = pytest.mark.django_db(transaction=True)


class Broken:
    """Fails about the first row that it is called for, and about that one whenever it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
        self.rows: list[object] = []
        self._does = getattr(module, name)
        monkeypatch.setattr(module, name, self)

    def __call__(self, *about: object, **more: object) -> object:
        row = getattr(about[0], "pk", None) or getattr(about[0], "payment_id", None) if about else None
        row = row or (about[0] if about else more["order_id"])
        self.rows.append(row)
        if row == self.rows[0]:
            raise IntegrityError("Something that nobody foresaw.")
        return self._does(*about, **more)


def silent(*_: object) -> None:
    raise GatewayFault("No answer.")


def two(make: Callable[..., Order]) -> list[Order]:
    return [make((sold_variant(), 1)) for _ in range(2)]


def test_capture_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(LocalGateway, "capture", silent)
        for order in two(authorised_order):
            request_capture(order_id=order.public_id, actor=order.lines.get().merchant, now=NOW)
    Capture.objects.update(ask_at=NOW)
    broken = Broken(monkeypatch, capturing, "apply_payment_event")

    assert [capturing.perform_captures(now=NOW) for _ in range(2)] == [1, 0]

    first, second = Capture.objects.order_by("pk")
    assert (payment_of(second.payment.order).state, len(broken.rows)) == (PaymentState.CAPTURED, 2)
    assert first.ask_at > NOW


def test_refund_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(LocalGateway, "refund", silent)
        for order in two(paid_order):
            refund_of(order, 500)
    Refund.objects.update(ask_at=NOW)
    broken = Broken(monkeypatch, refunding, "apply_refund_answer")

    assert [refunding.perform_refunds(now=NOW) for _ in range(2)] == [1, 0]

    first, second = Refund.objects.order_by("pk")
    assert (first.state, second.state) == (RefundState.PENDING, RefundState.SUCCEEDED)
    assert (first.ask_at > NOW, len(broken.rows)) == (True, 2)


def test_payment_that_fails_to_be_looked_up_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = two(placed_order)
    Order.objects.update(pay_until=NOW)
    Payment.objects.update(ask_at=NOW)
    broken = Broken(monkeypatch, reconciling, "ask_provider")

    assert [reconciling.reconcile_payments(now=NOW) for _ in range(2)] == [1, 0]

    first, second = map(payment_of, orders)
    assert (first.ask_at, second.ask_at) == (NOW + reconciling.ASK_AGAIN_AFTER, None)
    assert broken.rows == [first.pk, second.pk]


def test_order_that_fails_to_expire_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = two(partial(placed_order, now=NOW))
    Broken(monkeypatch, expiring, "give_up_overdue")

    assert expiring.expire_unpaid_orders(now=NOW + timedelta(hours=2)) == 1

    states = Order.objects.filter(pk__in=[order.pk for order in orders]).values_list("order_state", flat=True)
    assert sorted(states) == [OrderState.CANCELLED, OrderState.PLACED]
