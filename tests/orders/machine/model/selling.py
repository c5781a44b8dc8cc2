"""What leaves the house, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.errors import OrderNotFound, RefundRefused, ReturnRefused, ShipmentRefused
from orders.states import RefundReason
from tests.orders.machine.model.refunding import Refunding
from tests.orders.machine.model.things import Bought, Refusal, SentBack

TIME_TO_RETURN = timedelta(days=30)


@dataclass
class Selling(Refunding):
    """Shipping and taking back."""

    def refusal_of_shipping(self, order: Bought, house: int) -> Refusal:
        own = self.of_house(order, house)
        if not own:
            return OrderNotFound
        is_left = any(order.left_to_ship(number) for number in own)
        return None if order.may_be_sent and is_left else ShipmentRefused

    def refusal_of_sending(self, order: Bought, number: int, quantity: int) -> Refusal:
        """Of so many of an article of the order, by its own merchant."""
        is_left = quantity <= order.left_to_ship(number)
        return None if order.may_be_sent and is_left else ShipmentRefused

    def of_house(self, order: Bought, house: int) -> list[int]:
        """The articles of the order that are this merchant's."""
        return [number for number in order.quantities if self.articles[number].house == house]

    def send(self, order: Bought, quantities: Mapping[int, int], now: datetime) -> None:
        for number, quantity in quantities.items():
            if quantity:
                self.articles[number].on_hand -= quantity
                order.sent[number] += quantity
                order.sent_last[number] = now
        self.capture(order)

    def refusal_of_sending_back(self, order: Bought, number: int, quantity: int, now: datetime) -> Refusal:
        """By whoever bought it."""
        is_left = quantity <= order.sent[number] - order.back[number]
        is_timely = is_left and order.sent_last[number] >= now - TIME_TO_RETURN
        return None if is_timely else ReturnRefused

    def refusal_of_deciding(self, sent_back: SentBack) -> Refusal:
        return ReturnRefused if sent_back.is_decided else None

    def take_back(self, sent_back: SentBack, restocked: int) -> None:
        """`restocked` of them can be sold again."""
        sent_back.is_decided = sent_back.has_come = True
        self.articles[sent_back.number].on_hand += restocked

    def refuse(self, sent_back: SentBack) -> None:
        """They may be announced anew."""
        sent_back.is_decided = True
        sent_back.order.back[sent_back.number] -= sent_back.quantity

    def refusal_of_paying_for(self, sent_back: SentBack, amount: int) -> Refusal:
        """What came back is paid for once."""
        if not sent_back.has_come:
            return RefundRefused
        if sent_back.paid is not None:
            return None if sent_back.paid == amount else RefundRefused
        order, number = sent_back.order, sent_back.number
        is_left = order.left_to_pay_back(number) > 0
        return self.refusal_of_refunding(order, amount) if is_left else RefundRefused

    def pay_for(self, sent_back: SentBack, amount: int) -> None:
        """For those of them for which nothing went back before."""
        if sent_back.paid is None:
            order, number = sent_back.order, sent_back.number
            pieces = {number: min(sent_back.quantity, order.left_to_pay_back(number))}
            sent_back.money = self.refund_pieces(order, amount, pieces, RefundReason.RETURN)
