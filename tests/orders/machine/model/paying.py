"""What becomes of orders when money comes, or none does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.errors import CancellationRefused, CaptureRefused, PaymentRefused, RefundRefused
from orders.states import OrderState, PaymentEventKind
from tests.orders.machine.model.ordering import Ordering
from tests.orders.machine.model.things import Attempt, Bought, GivenBack, Refusal


@dataclass
class Paying(Ordering):
    """Paying, giving up, giving back."""

    def hear(self, order: Bought, attempt: Attempt, kind: PaymentEventKind, amount: int) -> None:
        """News about a payment of the order."""
        was_paid = order.has_money
        if kind == PaymentEventKind.DECLINED:
            attempt.is_declined = True
        else:
            attempt.is_paid = attempt.is_paid or amount == order.total
            attempt.is_mismatched = attempt.is_mismatched or amount != order.total
            attempt.came = max(attempt.came, amount)
        is_first_money = attempt.is_paid and not was_paid and not attempt.is_set_aside
        if is_first_money and (order.state == OrderState.PLACED or self._can_be_revived(order)):
            order.state = OrderState.CONFIRMED
        self._give_back_excess(order)

    def _give_back_excess(self, order: Bought) -> None:
        """What was paid and pays nothing goes back by itself, until that has failed once."""
        for attempt in order.attempts:
            has_failed = any(one.is_automatic and one.has_failed for one in attempt.gone)
            is_excess = attempt.is_paid and attempt is not order.paying and attempt.left > 0
            is_for_a_person = has_failed or (attempt.is_short and order.is_left_to_a_person)
            if is_excess and not is_for_a_person:
                attempt.gone.append(GivenBack(attempt.left, is_beside=True, is_automatic=True))

    def refusal_of_paying(self, order: Bought, now: datetime) -> Refusal:
        if order.is_lapsed:
            return PaymentRefused if order.refunded else None
        return None if order.can_be_given_up and now < order.pay_until else PaymentRefused

    def pay_again(self, order: Bought, now: datetime) -> None:
        """After a decline, or once what was set aside or held is gone, that is another payment. It is waited for ten minutes."""
        order.pay_until = max(order.pay_until, min(now + timedelta(minutes=10), order.longest_until))
        if not order.attempts[-1].is_fresh:
            order.attempts.append(Attempt(is_anew=order.is_lapsed))

    def refusal_of_cancelling(self, order: Bought) -> Refusal:
        if order.state == OrderState.CANCELLED:
            return None
        is_held = order.is_held or order.is_left_to_a_person
        return CancellationRefused if is_held or order.sent.total() else None

    def cancel(self, order: Bought) -> None:
        """What was paid goes back, and what was set aside is let go. What had expired is not brought back any more."""
        paying = order.paying
        if paying is not None and paying.is_paid and (left := min(order.due, paying.left)):
            paying.gone.append(GivenBack(left))
        order.state, order.has_expired = OrderState.CANCELLED, False
        self.let_go(order)

    def refusal_of_refunding(self, order: Bought, amount: int) -> Refusal:
        is_left = amount <= order.total - order.refunded
        return None if order.paying is not None and is_left else RefundRefused

    def refund(self, order: Bought, money: GivenBack) -> None:
        """Where nothing is left to take, what was set aside is let go."""
        paying = order.paying
        assert paying is not None
        money.is_released = not paying.is_paid
        paying.gone.append(money)
        if not order.due:
            self.let_go(order)

    def can_be_authorised(self, order: Bought) -> bool:
        """Whether nothing was heard of its newest payment, and nothing but ends of those before."""
        is_open = order.is_lapsed or (order.state == OrderState.PLACED and not order.told)
        return is_open and order.total > 0 and order.attempts[-1].is_fresh

    def authorise(self, order: Bought) -> None:
        order.attempts[-1].is_authorised = True
        order.state = OrderState.CONFIRMED

    def refusal_of_capturing(self, order: Bought) -> Refusal:
        is_ready = order.paying is not None and order.paying.is_ready
        return None if is_ready and order.due > 0 else CaptureRefused

    def capture(self, order: Bought) -> None:
        """All that is set aside and was not refunded, if there is any."""
        if self.refusal_of_capturing(order) is None:
            order.attempts[-1].is_paid = True
            order.attempts[-1].came = order.due
            self._give_back_excess(order)

    def let_go(self, order: Bought) -> None:
        """What is set aside and not taken."""
        ready = [attempt for attempt in order.attempts if attempt.is_ready]
        for attempt in ready:
            attempt.is_ended = True
        if ready:
            self._give_back_excess(order)

    def expire(self, now: datetime) -> int:
        """How many orders that were."""
        overdue = [one for one in self.bought if one.can_be_given_up and one.pay_until <= now]
        for order in overdue:
            order.state, order.has_expired = OrderState.CANCELLED, True
        return len(overdue)

    def _can_be_revived(self, order: Bought) -> bool:
        """Goods that were taken off the shop are still owed to whoever paid for them; a coupon must be left to use. What
        somebody cancelled stays so."""
        is_usable = order.coupon is None or self.has_uses_left(order.coupon, order.customer)
        return order.has_expired and is_usable and self.are_there(order.quantities)
