"""What goes back for pieces, what of that fails, and money of which a person says what it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from orders.errors import RefundRefused
from orders.states import RefundReason
from tests.orders.machine.model.paying import Paying
from tests.orders.machine.model.things import Attempt, Bought, GivenBack, Refusal

# Of what is broken or came back, those pieces are meant that had left, as long as there are any.
OF_WHAT_LEFT = (RefundReason.DAMAGED, RefundReason.RETURN)


@dataclass
class Refunding(Paying):
    """Paying back by the piece, failing, giving back what is held and being content with it."""

    def refusal_of_refunding_pieces(self, order: Bought, amount: int, pieces: Mapping[int, int]) -> Refusal:
        is_left = all(quantity <= order.left_to_refund(number) for number, quantity in pieces.items())
        return self.refusal_of_refunding(order, amount) if is_left else RefundRefused

    def refund_pieces(
        self,
        order: Bought,
        amount: int,
        pieces: Mapping[int, int],
        reason: RefundReason,
        lost: Collection[int] = (),
    ) -> GivenBack:
        """What has not left stays, and can be sold again unless it is `lost`."""
        kept = {number: self._kept(order, number, pieces[number], reason) for number in pieces}
        for number, (_, newly) in kept.items():
            order.kept[number] += newly
            self.articles[number].on_hand -= newly if number in lost else 0
        money = GivenBack(amount, dict(pieces), {number: all_kept for number, (all_kept, _) in kept.items()})
        self.refund(order, money)
        return money

    def fail(self, money: GivenBack) -> None:
        """It can be asked for again; what was not sent for it is none the less here."""
        money.has_failed = True

    def refusal_of_giving_back_held(self, order: Bought, attempt: Attempt) -> Refusal:
        is_of_order = not self._of_what_failed(attempt).is_beside
        is_too_much = is_of_order and attempt.left > order.due
        return None if self._is_held(order, attempt) and not is_too_much else RefundRefused

    def give_back_held(self, attempt: Attempt) -> None:
        attempt.gone.append(GivenBack(attempt.left, is_beside=self._of_what_failed(attempt).is_beside))

    def capture_in_part(self, order: Bought, amount: int) -> None:
        """Less is taken of what is set aside than was to be, by somebody at the provider."""
        attempt = order.attempts[-1]
        attempt.is_paid = attempt.is_short = True
        attempt.came = amount

    def missing(self, order: Bought, attempt: Attempt) -> int:
        """What a person may let the buyer off."""
        is_taken = attempt.is_authorised and attempt.came > 0
        return order.total - attempt.came - attempt.released if is_taken else 0

    def refusal_of_accepting(self, order: Bought, attempt: Attempt) -> Refusal:
        missing = self.missing(order, attempt)
        is_short = self._is_held(order, attempt) and missing > 0
        return None if is_short and missing <= order.due else RefundRefused

    def accept(self, order: Bought, attempt: Attempt) -> None:
        attempt.gone.append(GivenBack(self.missing(order, attempt), is_released=True))
        attempt.is_short = False

    def _is_held(self, order: Bought, attempt: Attempt) -> bool:
        has_come = attempt.is_paid or attempt.is_mismatched
        return has_come and attempt is not order.paying and attempt.left > 0

    def _of_what_failed(self, attempt: Attempt) -> GivenBack:
        """What is tried again; money that was never to go back pays nothing."""
        failed = [one for one in attempt.gone if one.has_failed]
        return failed[-1] if failed else GivenBack(0, is_beside=True)

    def _kept(self, order: Bought, number: int, quantity: int, reason: RefundReason) -> tuple[int, int]:
        """How many of these pieces are not sent because of the refund, and how many of them were to be until now."""
        if reason == RefundReason.GOODWILL:
            return 0, 0
        # By refunds that failed.
        here_anyway = order.kept[number] - sum(one.kept.get(number, 0) for one in order.gone)
        staying = quantity - order.left_to_pay_back(number) if reason in OF_WHAT_LEFT else quantity
        kept = max(min(staying, order.left_to_ship(number) + here_anyway), 0)
        return kept, max(kept - here_anyway, 0)
