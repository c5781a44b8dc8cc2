"""What comes back."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, precondition, rule

from catalog.money import Money
from orders.models import OrderLine
from orders.services.returns.announcing import Announcement
from orders.services.returns.decide_return import receive_return, refuse_return
from orders.services.returns.refund_return import refund_return
from orders.services.returns.request_return import request_return
from orders.states import PaymentEventKind, ReturnReason
from tests.orders.machine.model import Bought, SentBack
from tests.orders.machine.steps.hurrying import Hurrying
from tests.orders.machine.steps.selling import Selling
from tests.orders.machine.steps.wanting import PLAINLY
from tests.orders.machine.steps.world import ARTICLES, World, answered


class Returning(Hurrying, Selling):
    """What buyers send back, and what merchants say to that."""

    @precondition(lambda self: self.sent_pieces())
    @rule(target=World.returns, choice=st.integers(0, 9), quantity=st.integers(1, 2))
    def send_back(self, choice: int, quantity: int) -> SentBack | MultipleResults[SentBack]:
        pieces = self.sent_pieces()
        order, number = pieces[choice % len(pieces)]
        return self._announce(order, number, quantity) or multiple()

    @rule(
        target=World.returns,
        number=ARTICLES,
        quantity=st.sampled_from([2, 2, 1]),
        days=st.sampled_from([0, 0, 0, 31]),
        said=st.sampled_from(["one is broken", "all is well", "one is broken", "no", "nothing yet"]),
    )
    def buy_and_send_back(
        self, number: int, quantity: int, days: int, said: str
    ) -> SentBack | MultipleResults[SentBack]:
        """One thing, bought, paid, shipped, sent back and decided on at once: few walks would come so far."""
        cart = self.put_in(None, number, quantity)
        order = self._order(cart, PLAINLY) if cart else None
        if order is None:
            return multiple()
        self._tell(order, PaymentEventKind.SUCCEEDED, 0, is_newest=True)
        self.ship(order, self.model.articles[number].house)
        self.time_goes_by(timedelta(days=days))
        sent_back = self._announce(order, number, order.quantities[number])
        if sent_back is None:
            return multiple()
        if said == "no":
            self.refuse(sent_back)
        elif said != "nothing yet":
            self.take_back(sent_back, int(said == "one is broken"))
        self.pay_for(sent_back, 10)
        return sent_back

    @rule(sent_back=World.returns, broken=st.integers(0, 1))
    def take_back(self, sent_back: SentBack, broken: int) -> None:
        """What is not broken goes back on the shelf."""
        restocked = sent_back.quantity - broken
        line = self._line_of(sent_back.order, sent_back.number)
        refusal = self.model.refusal_of_deciding(sent_back)
        received = answered(
            partial(
                receive_return,
                return_id=sent_back.public_id,
                actor=line.merchant,
                restocked={line.pk: restocked},
                now=self.now,
            ),
            lambda: refusal,
        )
        if received is not None:
            self.model.take_back(sent_back, restocked)

    @rule(sent_back=World.returns)
    def refuse(self, sent_back: SentBack) -> None:
        owner = self.shop.people[self.model.articles[sent_back.number].house]
        refusal = self.model.refusal_of_deciding(sent_back)
        refused = answered(
            lambda: refuse_return(return_id=sent_back.public_id, actor=owner, now=self.now), lambda: refusal
        )
        if refused is not None:
            self.model.refuse(sent_back)

    @rule(sent_back=World.returns, percent=st.sampled_from([10, 10, 40]))
    def pay_for(self, sent_back: SentBack, percent: int) -> None:
        """A part of what the order came to. Twice is once: merchants press twice."""
        amount = max(1, sent_back.order.total * percent // 100)
        self._pay_once(sent_back, amount)
        self._pay_once(sent_back, amount)

    def _pay_once(self, sent_back: SentBack, amount: int) -> None:
        refusal = self.model.refusal_of_paying_for(sent_back, amount)
        refund = answered(
            lambda: refund_return(
                return_id=sent_back.public_id,
                actor=self.shop.owner,
                amount=Money(amount, "EUR"),
                now=self.now,
            ),
            lambda: refusal,
        )
        if refund is not None:
            self.model.pay_for(sent_back, amount)

    def sent_pieces(self) -> list[tuple[Bought, int]]:
        """(order, number of an article) of everything that has left the house."""
        return [(order, number) for order in self.model.bought for number in order.sent]

    def _announce(self, order: Bought, number: int, quantity: int) -> SentBack | None:
        refusal = self.model.refusal_of_sending_back(order, number, quantity, self.now)
        returns = answered(
            lambda: request_return(
                order_id=order.public_id,
                quantities={self._line_of(order, number).pk: quantity},
                announcement=Announcement(reason=ReturnReason.UNWANTED, at=self.now),
            ),
            lambda: refusal,
        )
        if returns is None:
            return None
        order.back[number] += quantity
        return SentBack(returns[0].public_id, order, number, quantity)

    def _line_of(self, order: Bought, number: int) -> OrderLine:
        return OrderLine.objects.select_related("merchant").get(
            order__public_id=order.public_id, variant=self.shop.variants[number]
        )
