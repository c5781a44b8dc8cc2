"""What becomes of orders when money comes, or none does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.errors import CancellationRefused, CaptureRefused, PaymentRefused, RefundRefused
from orders.states import OrderState, PaymentEventKind
from tests.orders.machine.model.ordering import Ordering
from tests.orders.machine.model.things import Attempt, Bought, Refusal


@dataclass
class Paying(Ordering):
    """Paying, giving up, giving back."""

    def hear(self, order: Bought, attempt: Attempt, kind: PaymentEventKind, *, is_right: bool) -> None:
        """News about a payment of the order."""
        is_first_money = kind == PaymentEventKind.SUCCEEDED and is_right and not order.has_money
        if kind == PaymentEventKind.DECLINED:
            attempt.is_declined = True
        elif is_right:
            attempt.is_paid = True
        else:
            attempt.is_mismatched = True
        if is_first_money and (order.state == OrderState.PLACED or self._can_be_revived(order)):
            order.state = OrderState.CONFIRMED

    def refusal_of_paying(self, order: Bought, now: datetime) -> Refusal:
        if order.is_lapsed:
            return PaymentRefused if order.refunded else None
        return None if order.can_be_given_up and now < order.pay_until else PaymentRefused

    def pay_again(self, order: Bought, now: datetime) -> None:
        """After a decline, or once what was set aside has ended, that is another payment. It is waited for ten minutes."""
        order.pay_until = max(order.pay_until, min(now + timedelta(minutes=10), order.longest_until))
        if order.attempts[-1].is_declined or order.attempts[-1].is_ended:
            order.attempts.append(Attempt())

    def refusal_of_cancelling(self, order: Bought) -> Refusal:
        if order.state == OrderState.CANCELLED:
            return None
        return CancellationRefused if order.is_held or order.sent.total() else None

    def cancel(self, order: Bought) -> None:
        """What was paid goes back, and what was set aside is let go."""
        if order.state == OrderState.CONFIRMED and order.has_money:
            order.refunded = order.total
        if order.state != OrderState.CANCELLED:
            order.state, order.has_expired = OrderState.CANCELLED, False
        self.let_go(order)

    def refusal_of_refunding(self, order: Bought, amount: int) -> Refusal:
        is_left = amount <= order.total - order.refunded
        is_funded = order.has_money or order.is_authorised
        is_standing = order.state == OrderState.CONFIRMED
        return None if is_standing and is_funded and is_left else RefundRefused

    def refund(self, order: Bought, amount: int) -> None:
        """Where nothing is left to take, what was set aside is let go."""
        order.refunded += amount
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
        is_left = order.is_authorised and order.due > 0 and order.state == OrderState.CONFIRMED
        return None if is_left else CaptureRefused

    def capture(self, order: Bought) -> None:
        """All that is set aside and was not refunded, if there is any."""
        if self.refusal_of_capturing(order) is None:
            order.attempts[-1].is_paid = True

    def let_go(self, order: Bought) -> None:
        for attempt in order.attempts:
            attempt.is_ended = attempt.is_ended or attempt.is_ready

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
