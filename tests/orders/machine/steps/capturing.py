"""Money that is set aside first and taken later."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from orders.gateways.local import notice_of
from orders.models import Order
from orders.services.captures.perform_captures import perform_captures
from orders.services.captures.request_capture import request_capture
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.states import PaymentEventKind
from tests.orders.machine.model import Bought
from tests.orders.machine.steps.returning import Returning
from tests.orders.machine.steps.wanting import PLAINLY
from tests.orders.machine.steps.world import ARTICLES, World, answered

GOINGS_ON = ("ship", "ship", "capture", "lapse", "lapse and pay", "give away", "give back some", "cancel")


class Capturing(Returning):
    """What banks, workers and merchants do with it."""

    @rule(order=World.orders)
    def authorise(self, order: Bought) -> None:
        if self.model.can_be_authorised(order):
            self._hear(order, PaymentEventKind.AUTHORISED)
            self.model.authorise(order)

    @rule(order=World.orders)
    def lapse(self, order: Bought) -> None:
        """The bank lets the money go."""
        if order.is_authorised:
            self._hear(order, PaymentEventKind.VOIDED)
            self.model.let_go(order)

    @rule(order=World.orders)
    def capture(self, order: Bought) -> None:
        """By hand."""
        refusal = self.model.refusal_of_capturing(order)
        asked = answered(
            partial(request_capture, order_id=order.public_id, actor=self.shop.owner, now=self.now),
            lambda: refusal,
        )
        if asked is not None:
            perform_captures(now=self.now)
            self.model.capture(order)

    @rule(
        target=World.orders,
        number=ARTICLES,
        quantity=st.integers(1, 2),
        going_on=st.sampled_from(GOINGS_ON),
        then=st.sampled_from(GOINGS_ON),
    )
    def authorise_and_go_on(
        self, number: int, quantity: int, going_on: str, then: str
    ) -> MultipleResults[Bought]:
        """At once: few walks would come so far."""
        cart = self.put_in(None, number, quantity)
        order = self._order(cart, PLAINLY) if cart else None
        if order is None:
            return multiple()
        self.authorise(order)
        self._go_on(order, number, going_on)
        self._go_on(order, number, then)
        return multiple(order)

    def _go_on(self, order: Bought, number: int, how: str) -> None:
        if how == "ship":
            self.ship(order, self.model.articles[number].house)
        elif how == "capture":
            self.capture(order)
        elif how.startswith("lapse"):
            self.lapse(order)
        elif how.startswith("give"):
            self.give_money_back(order, 100 if how == "give away" else 10)
        else:
            self.cancel(order)
        if how == "lapse and pay":
            self.pay_again(order)
            self.authorise(order)

    def _hear(self, order: Bought, kind: PaymentEventKind) -> None:
        payment = Order.objects.get(public_id=order.public_id).payments.order_by("pk")[
            len(order.attempts) - 1
        ]
        assert apply_payment_event(notice_of(payment.public_id, kind, payment.amount), now=self.now)
