"""Orders that are paid by Stripe now, since sessions end by the clock on the wall."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from catalog.models import Variant
from orders.models import Capture, Order, Payment
from orders.services.captures.request_capture import request_capture
from tests.doubles.stripe import StripeDouble
from tests.doubles.stripe.objects.store import Thing
from tests.factories.orders import filled_cart, place, sold_variant, stock_of


@dataclass(frozen=True)
class Case:
    """An order of one thing, and where it is paid."""

    order: Order
    variant: Variant
    url: str

    @property
    def payment(self) -> Payment:
        return self.order.payments.latest("pk")

    @property
    def end(self) -> tuple[str, str, list[str], tuple[int, int]]:
        """(state, payment's state, state of each payment, stock)"""
        self.order.refresh_from_db()
        payments = self.order.payments.order_by("pk").values_list("state", flat=True)
        return self.order.order_state, self.order.payment_state, list(payments), stock_of(self.variant)

    def overdue(self) -> "Case":
        """The same when its time to pay has just ended."""
        Order.objects.filter(pk=self.order.pk).update(pay_until=timezone.now() - timedelta(seconds=1))
        return self


def to_be_paid(*, on_hand: int = 3) -> Case:
    variant = sold_variant(on_hand=on_hand)
    placed = place(filled_cart((variant, 1)), now=timezone.now())
    return Case(Order.objects.get(public_id=placed.public_id), variant, placed.payment_url)


def capture(case: Case) -> Capture:
    """Have the money that is set aside for it be taken."""
    merchant = case.order.lines.get().merchant
    return request_capture(order_id=case.order.public_id, actor=merchant, now=timezone.now())


def intent_of(double: StripeDouble) -> Thing:
    """The only one that Stripe has."""
    (intent,) = double.store.intents.values()
    return intent
