"""Who pays too late, and what others did meanwhile."""

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from orders.states import PaymentEventKind
from tests.orders.machine.model import Bought
from tests.orders.machine.steps.buying import Buying
from tests.orders.machine.steps.paying import Paying
from tests.orders.machine.steps.wanting import WANTINGS, Wanting
from tests.orders.machine.steps.world import ARTICLES, World


class Hurrying(Buying, Paying):
    """What was given up is wanted by two."""

    @rule(target=World.orders, number=ARTICLES, quantity=st.integers(1, 2), wanting=WANTINGS)
    def pay_for_what_was_given_up(
        self, number: int, quantity: int, wanting: Wanting
    ) -> MultipleResults[Bought]:
        """After somebody else has ordered the same, with the same voucher."""
        cart = self.put_in(None, number, quantity)
        late = self._order(cart, wanting) if cart else None
        if late is None:
            return multiple()
        self.cancel(late)
        other = self.put_in(None, number, quantity)
        faster = self._order(other, wanting) if other else None
        self._tell(late, PaymentEventKind.SUCCEEDED, 0, is_newest=True)
        return multiple(late, *([faster] if faster else []))
