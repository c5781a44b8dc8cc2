"""Paying, giving up, and money that goes back."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from catalog.money import Money
from orders.gateways.contract import PaymentNotice
from orders.models import Order
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.payments.start_payment import start_payment
from orders.services.refunds.perform_refunds import perform_refunds
from orders.services.refunds.request_refund import request_refund
from orders.states import PaymentEventKind, RefundReason
from tests.orders.machine.frames import meanwhile
from tests.orders.machine.model import Bought, GivenBack
from tests.orders.machine.steps.world import World, answered

KINDS = st.sampled_from([PaymentEventKind.SUCCEEDED, PaymentEventKind.SUCCEEDED, PaymentEventKind.DECLINED])

# Within the time to pay, beyond it, and beyond the time in which things can be sent back.
SPANS = st.sampled_from([*(timedelta(minutes=minutes) for minutes in (5, 20, 40)), timedelta(days=31)])


class Paying(World):
    """What shoppers, payment providers and the clock do with orders."""

    @rule(order=World.orders, kind=KINDS, less=st.sampled_from([0, 0, 0, 1]), is_newest=st.booleans())
    def tell_of_payment(self, *, order: Bought, kind: PaymentEventKind, less: int, is_newest: bool) -> None:
        self._tell(order, kind, less, is_newest=is_newest)

    @rule(order=World.orders)
    def pay_while_it_is_cancelled(self, order: Bought) -> None:
        with meanwhile(lambda: self.cancel(order), table="orders_order"):
            self._tell(order, PaymentEventKind.SUCCEEDED, 0, is_newest=True)

    @rule(order=World.orders)
    def pay_again(self, order: Bought) -> None:
        started = answered(
            lambda: start_payment(order_id=order.public_id, now=self.now),
            lambda: self.model.refusal_of_paying(order, self.now),
        )
        if started is not None:
            self.model.pay_again(order, self.now)

    @rule(order=World.orders)
    def cancel(self, order: Bought) -> None:
        refusal = self.model.refusal_of_cancelling(order)
        answered(partial(cancel_order, order_id=order.public_id, now=self.now), lambda: refusal)
        if refusal is None:
            self.model.cancel(order)
            self.ask_about_payments()

    @rule(order=World.orders, percent=st.sampled_from([10, 60, 100]))
    def give_money_back(self, order: Bought, percent: int) -> None:
        amount = max(1, order.total * percent // 100)
        refusal = self.model.refusal_of_refunding(order, amount)
        refund = answered(
            lambda: request_refund(
                order_id=order.public_id,
                actor=self.shop.owner,
                amount=Money(amount, "EUR"),
                reason=RefundReason.GOODWILL,
                now=self.now,
            ),
            lambda: refusal,
        )
        if refund is not None:
            self.model.refund(order, GivenBack(amount))
            self.ask_about_payments()

    @rule()
    def ask_for_refunds(self) -> None:
        """The worker does what was promised; for the order nothing changes."""
        perform_refunds(now=self.now)

    @rule()
    def ask_about_payments(self) -> None:
        """The worker closes what is not wanted; of what waits nothing new is known."""
        reconcile_payments(now=self.now)

    @rule(span=SPANS)
    def time_goes_by(self, span: timedelta) -> None:
        self.now += span
        assert expire_unpaid_orders(now=self.now) == self.model.expire(self.now)

    def _tell(self, order: Bought, kind: PaymentEventKind, less: int, *, is_newest: bool) -> None:
        if order.is_promised:
            # What becomes of money that is set aside has steps of its own.
            return
        position = len(order.attempts) - 1 if is_newest else 0
        payment = Order.objects.get(public_id=order.public_id).payments.order_by("pk")[position]
        event_id = f"{kind}-{less}-{position}"
        amount = Money(payment.amount_minor - less, payment.currency)
        is_new = apply_payment_event(PaymentNotice(payment.public_id, event_id, kind, amount), now=self.now)
        assert is_new == (event_id not in order.told)
        if is_new:
            order.told.add(event_id)
            self.model.hear(order, order.attempts[position], kind, amount.minor)
