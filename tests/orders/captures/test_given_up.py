"""Nothing is taken for an order that was cancelled before its turn came, whatever a worker has read before."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Event

import pytest
from django.db import transaction

from orders.errors import GatewayFault
from orders.gateways.contract import CaptureAnswer, CaptureRequest
from orders.gateways.local import LocalGateway, notice_of
from orders.models import Capture, Order
from orders.services.cancel_order import cancel_order
from orders.services.captures.perform_captures import perform_captures
from orders.services.captures.request_capture import request_capture
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.start_payment import start_payment
from orders.states import CaptureState, OrderState, PaymentEventKind, PaymentState, RefundReason
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.factories.selling import authorised_order
from tests.factories.threads import PATIENCE_SECONDS, somebody_else, wait_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)

CANCELLED, FAILED = OrderState.CANCELLED, CaptureState.FAILED
capture_at_provider = LocalGateway.capture


def states(order: Order) -> tuple[str, str, str]:
    order.refresh_from_db()
    return order.order_state, order.payment_state, payment_of(order).state


def to_be_captured(monkeypatch: pytest.MonkeyPatch, *orders: Order) -> list[Capture]:
    """Wishes that were asked for without an answer, and are due."""

    def silent(_: LocalGateway, request: CaptureRequest) -> CaptureAnswer:
        raise GatewayFault("No answer.")

    with monkeypatch.context() as patch:
        patch.setattr(LocalGateway, "capture", silent)
        for order in orders:
            request_capture(order_id=order.public_id, actor=order.lines.all()[0].merchant, now=NOW)
    Capture.objects.update(ask_at=NOW)
    return list(Capture.objects.order_by("pk"))


class Asked:
    """A provider that answers about the first capture once it is let go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.captures: list[str] = []
        self.is_asked, self.may_answer = Event(), Event()
        monkeypatch.setattr(LocalGateway, "capture", lambda gateway, request: self._answer(gateway, request))

    def _answer(self, gateway: LocalGateway, request: CaptureRequest) -> CaptureAnswer:
        self.captures.append(str(request.capture_id))
        self.is_asked.set()
        assert self.may_answer.wait(PATIENCE_SECONDS)
        return capture_at_provider(gateway, request)

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """While a worker waits for the first answer."""
        with somebody_else(partial(perform_captures, now=NOW)) as performing:
            assert self.is_asked.wait(PATIENCE_SECONDS)
            try:
                yield
            finally:
                self.may_answer.set()
                performing.result(PATIENCE_SECONDS)


def cancel(order: Order) -> None:
    cancel_order(order_id=order.public_id, now=NOW)


def test_order_cancelled_while_a_worker_asks_about_another_is_not_charged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variant = sold_variant(on_hand=2)
    first, second = authorised_order((sold_variant(), 1)), authorised_order((variant, 1))
    captures = to_be_captured(monkeypatch, first, second)
    provider = Asked(monkeypatch)
    # It has not been told to let go yet.
    monkeypatch.setattr(LocalGateway, "close", LocalGateway.look_up)

    with provider.meanwhile():
        cancel(second)

    captures[1].refresh_from_db()
    assert provider.captures == [str(captures[0].public_id)]
    assert (captures[1].state, captures[1].failure) == (FAILED, "The order was cancelled.")
    assert states(first)[1] == PaymentState.CAPTURED
    assert states(second) == (CANCELLED, PaymentState.CANCELLED, PaymentState.CANCELLED)
    assert (second.refunds.exists(), stock_of(variant)) == (False, (2, 0))


def test_claim_that_waits_for_the_cancellation_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker read the capture before the order was cancelled, and claims it before that is committed."""
    order = authorised_order((sold_variant(), 1))
    (capture,) = to_be_captured(monkeypatch, order)
    provider = Asked(monkeypatch)
    provider.may_answer.set()

    with ExitStack() as beside, transaction.atomic():
        cancel(order)
        worker = beside.enter_context(somebody_else(partial(perform_captures, now=NOW)))
        wait_for_a_lock(worker)
        assert not worker.done()

    capture.refresh_from_db()
    assert (worker.result(), provider.captures, capture.state) == (0, [], FAILED)
    assert states(order) == (CANCELLED, PaymentState.CANCELLED, PaymentState.VOIDED)
    assert not order.refunds.exists()


def test_what_is_being_asked_when_the_order_is_cancelled_comes_and_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the provider did is what counts."""
    order = authorised_order((sold_variant(), 1))
    (capture,) = to_be_captured(monkeypatch, order)
    provider = Asked(monkeypatch)
    monkeypatch.setattr(LocalGateway, "close", LocalGateway.look_up)

    with provider.meanwhile():
        cancel(order)

    capture.refresh_from_db()
    (refund,) = order.refunds.all()
    assert states(order) == (CANCELLED, PaymentState.RETURNED, PaymentState.RETURNED)
    assert (refund.reason, refund.amount) == (RefundReason.LATE_MONEY, order.total)
    assert (capture.state, perform_captures(now=NOW)) == (FAILED, 0)


def test_what_is_paid_otherwise_is_not_captured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Money of an earlier attempt comes after all: what was set aside later is let go."""
    order = placed_order((sold_variant(), 1))
    earlier = payment_of(order)
    apply_payment_event(notice_of(earlier.public_id, PaymentEventKind.DECLINED, earlier.amount), now=NOW)
    start_payment(order_id=order.public_id, now=NOW)
    later = payment_of(order)
    apply_payment_event(notice_of(later.public_id, PaymentEventKind.AUTHORISED, later.amount), now=NOW)
    (capture,) = to_be_captured(monkeypatch, order)

    apply_payment_event(notice_of(earlier.public_id, PaymentEventKind.SUCCEEDED, earlier.amount), now=NOW)

    capture.refresh_from_db()
    assert (capture.state, capture.failure) == (FAILED, "The order is paid otherwise.")
    assert states(order) == (OrderState.CONFIRMED, PaymentState.CAPTURED, PaymentState.VOIDED)
