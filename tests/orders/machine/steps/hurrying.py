"""Who comes too late, and what others did meanwhile."""

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from orders.states import PaymentEventKind
from tests.orders.machine.model import Bought, Coupon, Customer
from tests.orders.machine.steps.buying import Buying
from tests.orders.machine.steps.paying import Paying
from tests.orders.machine.steps.wanting import COUPONS, CUSTOMERS, WANTINGS, Wanting
from tests.orders.machine.steps.world import ARTICLES, World

ONE_EACH = [coupon for coupon in COUPONS if coupon.most_each]

_ADA, _ADA_AGAIN, _GRACE = CUSTOMERS
# Two addresses, and the number of the account that writes them: one customer, unless it is Ada and Grace without one.
TWO_CUSTOMERS = st.sampled_from(
    [
        (_ADA, _ADA_AGAIN, None),
        (_ADA_AGAIN, _ADA, None),
        (_ADA, _GRACE, 0),
        (_GRACE, _ADA, 1),
        (_ADA, _GRACE, None),
    ]
)


class Hurrying(Buying, Paying):
    """What two want: goods that were given up, and the last use of a voucher."""

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

    @rule(target=World.orders, number=ARTICLES, coupon=st.sampled_from(ONE_EACH), two=TWO_CUSTOMERS)
    def use_a_voucher_twice(
        self, number: int, coupon: Coupon, two: tuple[Customer, Customer, int | None]
    ) -> MultipleResults[Bought]:
        """One that each customer may use once, by two or by one."""
        first, second, person = two
        bought = [self._buy_with(number, Wanting(each, coupon), person) for each in (first, second)]
        return multiple(*(order for order in bought if order is not None))

    def _buy_with(self, number: int, wanting: Wanting, person: int | None) -> Bought | None:
        cart = self.put_in(None, number, 1)
        if cart is not None and person is not None:
            self.log_in(cart, person)
            cart = self.model.own(person)
        return self._order(cart, wanting) if cart is not None else None
