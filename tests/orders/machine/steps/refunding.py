"""Money that goes back for pieces, fails to, or waits for a person."""

from collections.abc import Mapping
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, precondition, rule

from catalog.money import Money
from orders.gateways.contract import PaymentNotice, RefundAnswer
from orders.models import Order, Payment, Refund
from orders.services.held.accept_held import accept_held
from orders.services.held.give_back_held import give_back_held
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.refunds.request_refund import request_refund
from orders.states import PaymentEventKind, RefundReason, RefundState
from tests.orders.machine.model import Attempt, Bought, GivenBack
from tests.orders.machine.steps.noticing import Noticing
from tests.orders.machine.steps.wanting import PLAINLY
from tests.orders.machine.steps.world import ARTICLES, World, answered

REASONS = st.sampled_from([RefundReason.UNAVAILABLE, RefundReason.DAMAGED, RefundReason.GOODWILL])
FAILED = RefundAnswer(state=RefundState.FAILED, reference="failed", failure="The account is closed.")
SHARES = st.sampled_from([50, 100])
WAYS = st.sampled_from(["give back", "give back and pay", "accept", "fail", "cancel", "leave"])


class Refunding(Noticing):
    """What merchants, providers and whoever runs the shop do with it."""

    @rule(
        order=World.orders,
        choice=ARTICLES,
        quantity=st.integers(1, 2),
        reason=REASONS,
        is_lost=st.booleans(),
        percent=SHARES,
    )
    def refund_pieces(
        self, *, order: Bought, choice: int, quantity: int, reason: RefundReason, is_lost: bool, percent: int
    ) -> None:
        """Of one article of the order, or of all where `choice` is beyond them."""
        numbers = sorted(order.quantities)
        pieces = dict.fromkeys(numbers if choice >= len(numbers) else [numbers[choice]], quantity)
        self._refund(order, pieces, reason, percent, lost=numbers[:1] if is_lost else [])

    @rule(
        target=World.orders,
        number=ARTICLES,
        reason=REASONS,
        is_lost=st.booleans(),
        sent=st.integers(0, 1),
        then=st.sampled_from(["fail and refund", "fail", "ship", "cancel", "fail and cancel"]),
    )
    def buy_and_refund_pieces(
        self, *, number: int, reason: RefundReason, is_lost: bool, sent: int, then: str
    ) -> Bought | MultipleResults[Bought]:
        """Two of a thing, of which one may have been sent, and one is paid back: few walks would come so far."""
        order = self._bought(number, 2, PaymentEventKind.SUCCEEDED)
        if order is None:
            return multiple()
        if sent:
            self.ship_some(order, 0, sent)
        lost = [number] if is_lost else []
        self._refund(order, {number: 1}, reason, 50, lost=lost)
        if then.startswith("fail"):
            self.fail_a_refund(order, 0)
        if then.endswith("refund"):
            self._refund(order, dict(order.quantities), reason, 50, lost=lost)
        elif then.endswith("cancel"):
            self.cancel(order)
        elif then == "ship":
            self.ship(order, self.model.articles[number].house)
        return order

    @precondition(lambda self: self.failing())
    @rule(choice=st.integers(0, 9), is_performed=st.booleans())
    def fail_any_refund(self, *, choice: int, is_performed: bool) -> None:
        """At once, or weeks after the provider called it done. Twice is once."""
        if is_performed:
            self.ask_for_refunds()
        orders = self.failing()
        self.fail_a_refund(orders[choice % len(orders)], choice)

    @precondition(lambda self: self.model.bought)
    @rule(choice=st.integers(0, 9), is_newest=st.booleans(), is_accepted=st.booleans())
    def decide_on_held(self, *, choice: int, is_newest: bool, is_accepted: bool) -> None:
        """Of those that are held, where any is."""
        held = [one for one in self.model.bought if self._held(one)] or self.model.bought
        order = held[choice % len(held)]
        attempts = self._held(order) or order.attempts
        attempt = attempts[-1 if is_newest else 0]
        (self.accept if is_accepted else self.give_back)(order, attempt)

    @rule(target=World.orders, number=ARTICLES, then=WAYS, and_then=WAYS, is_right_after_all=st.booleans())
    def pay_wrongly_and_decide(
        self, *, number: int, then: str, and_then: str, is_right_after_all: bool
    ) -> Bought | MultipleResults[Bought]:
        """And then hear that what came was right, or no more."""
        order = self._bought(number, 1, None)
        if order is None:
            return multiple()
        self._tell(order, PaymentEventKind.SUCCEEDED, 1, is_newest=True)
        for how in (then, and_then):
            self._decide(order, how)
            if how == "give back and pay":
                self._tell(order, PaymentEventKind.SUCCEEDED, 0, is_newest=True)
        if is_right_after_all:
            self._tell(order, PaymentEventKind.SUCCEEDED, 0, is_newest=False)
        return order

    @rule(
        target=World.orders,
        number=ARTICLES,
        percent=st.sampled_from([0, 0, 10]),
        less=st.sampled_from([1, 700]),
        then=WAYS,
        and_then=WAYS,
    )
    def capture_in_part_and_decide(  # drawn by hypothesis
        self, *, number: int, percent: int, less: int, then: str, and_then: str
    ) -> Bought | MultipleResults[Bought]:
        """Somebody took less at the provider than the shop would have, some of which was refunded before."""
        order = self._bought(number, 1, None)
        if order is None:
            return multiple()
        self.authorise(order)
        if percent:
            self.give_money_back(order, percent)
        self._capture(order, order.due - less)
        for how in (then, and_then):
            self._decide(order, how)
        return order

    def fail_a_refund(self, order: Bought, choice: int) -> None:
        """The provider says so, twice."""
        failing = [(attempt, one) for attempt in order.attempts for one in _failing(attempt)]
        if not failing:
            return
        attempt, money = failing[choice % len(failing)]
        refunds = Refund.objects.filter(payment=self._payment(order, attempt)).order_by("pk")
        refund = refunds[attempt.gone.index(money)]
        told = [apply_refund_answer(refund.public_id, FAILED, now=self.now) for _ in range(2)]
        assert told == [True, False]
        self.model.fail(money)

    def give_back(self, order: Bought, attempt: Attempt) -> None:
        refusal = self.model.refusal_of_giving_back_held(order, attempt)
        payment = self._payment(order, attempt)
        given = answered(
            partial(give_back_held, payment_id=payment.pk, actor=self.shop.owner, now=self.now),
            lambda: refusal,
        )
        if given is not None:
            self.model.give_back_held(attempt)

    def accept(self, order: Bought, attempt: Attempt) -> None:
        refusal = self.model.refusal_of_accepting(order, attempt)
        payment = self._payment(order, attempt)
        accepted = answered(
            partial(accept_held, payment_id=payment.pk, actor=self.shop.owner, now=self.now),
            lambda: refusal,
        )
        if accepted is not None:
            self.model.accept(order, attempt)

    def failing(self) -> list[Bought]:
        """Orders of which something goes back that may fail to."""
        return [one for one in self.model.bought if any(map(_failing, one.attempts))]

    def _refund(
        self, order: Bought, pieces: Mapping[int, int], reason: RefundReason, percent: int, lost: list[int]
    ) -> None:
        worth = sum(self.model.articles[number].price * quantity for number, quantity in pieces.items())
        amount = max(1, worth * percent // 100)
        refusal = self.model.refusal_of_refunding_pieces(order, amount, pieces)
        lines = {number: self._line_of(order, number).pk for number in pieces}
        refund = answered(
            lambda: request_refund(
                order_id=order.public_id,
                actor=self.shop.owner,
                amount=Money(amount, "EUR"),
                reason=reason,
                now=self.now,
                lines={lines[number]: quantity for number, quantity in pieces.items()},
                written_off=[lines[number] for number in lost if number in lines],
            ),
            lambda: refusal,
        )
        if refund is not None:
            self.model.refund_pieces(order, amount, pieces, reason, lost)
            self.ask_about_payments()

    def _decide(self, order: Bought, how: str) -> None:
        attempt = order.attempts[-1]
        if how.startswith("give back"):
            self.give_back(order, attempt)
        elif how == "accept":
            self.accept(order, attempt)
        elif how == "fail":
            self.fail_a_refund(order, 0)
        elif how == "cancel":
            self.cancel(order)
        if how == "give back and pay":
            self.pay_again(order)

    def _bought(self, number: int, quantity: int, kind: PaymentEventKind | None) -> Bought | None:
        """An order, of which that was heard, for goods that have just come: after a while a walk has sold all others."""
        self.count_stock(number, quantity)
        cart = self.put_in(None, number, quantity)
        order = self._order(cart, PLAINLY) if cart else None
        if order is not None and kind is not None:
            self._tell(order, kind, 0, is_newest=True)
        return order

    def _capture(self, order: Bought, amount: int) -> None:
        payment, kind = self._payment(order, order.attempts[-1]), PaymentEventKind.SUCCEEDED
        notice = PaymentNotice(payment.public_id, f"partly-{amount}", kind, Money(amount, "EUR"))
        assert apply_payment_event(notice, now=self.now)
        self.model.capture_in_part(order, amount)

    def _held(self, order: Bought) -> list[Attempt]:
        refusal = self.model.refusal_of_giving_back_held
        return [attempt for attempt in order.attempts if refusal(order, attempt) is None]

    def _payment(self, order: Bought, attempt: Attempt) -> Payment:
        payments = Order.objects.get(public_id=order.public_id).payments.order_by("pk")
        return payments[order.attempts.index(attempt)]


def _failing(attempt: Attempt) -> list[GivenBack]:
    """Of what was never taken nothing goes back, so that nothing can fail."""
    return [one for one in attempt.standing if not one.is_released]
