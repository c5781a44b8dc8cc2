"""What has changed while it lay in a cart, or before it was given up: few walks would come to it by themselves."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from orders.states import PaymentEventKind
from tests.orders.machine.model import Basket, Bought
from tests.orders.machine.steps.capturing import Capturing
from tests.orders.machine.steps.filling import PEOPLE
from tests.orders.machine.steps.paying import KINDS
from tests.orders.machine.steps.wanting import PLAINLY, WANTINGS, Wanting
from tests.orders.machine.steps.world import ARTICLES, World


class Noticing(Capturing):
    """Carts and orders that are not what they were when they were last looked at."""

    @rule(target=World.orders, number=ARTICLES, price=st.integers(1_000, 4_000), wanting=WANTINGS)
    def buy_at_a_new_price(
        self, number: int, price: int, wanting: Wanting
    ) -> Bought | MultipleResults[Bought]:
        """Its owner looks at the cart again, and takes it as it is now."""
        cart = self.put_in(None, number, 1)
        self.change_price(number, price)
        return (self._order(cart, wanting) if cart else None) or multiple()

    @rule(target=World.orders, number=ARTICLES, kind=KINDS, less=st.integers(0, 1))
    def buy_pay_and_give_up(
        self, number: int, kind: PaymentEventKind, less: int
    ) -> Bought | MultipleResults[Bought]:
        """Whatever is heard of the payment, also of another amount, before its owner cancels."""
        cart = self.put_in(None, number, 1)
        order = self._order(cart, PLAINLY) if cart else None
        if order is None:
            return multiple()
        self._tell(order, kind, less, is_newest=True)
        self.cancel(order)
        return order

    @rule(target=World.orders, number=ARTICLES, many=st.integers(1, 4), wanting=WANTINGS)
    def pay_too_late(self, number: int, many: int, wanting: Wanting) -> MultipleResults[Bought]:
        """After somebody else may have taken the goods, or used the voucher up."""
        cart = self.put_in(None, number, many)
        late = self._order(cart, wanting) if cart else None
        if late is None:
            return multiple()
        self.time_goes_by(timedelta(minutes=40))
        cart = self.put_in(None, number, 4)
        taken = self._order(cart, wanting) if cart else None
        self._tell(late, PaymentEventKind.SUCCEEDED, 0, is_newest=True)
        return multiple(*(order for order in (late, taken) if order))

    @rule(target=World.carts, number=ARTICLES, person=PEOPLE)
    def want_much_on_two_devices(self, number: int, person: int) -> MultipleResults[Basket]:
        """More on both together than there is, as often as not."""
        filled = [cart for cart in (self.put_in(None, number, 4), self.put_in(None, number, 4)) if cart]
        for cart in filled:
            self.log_in(cart, person)
        return multiple(*filled)
