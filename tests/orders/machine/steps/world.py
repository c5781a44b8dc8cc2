"""What every step stands on: a shop of which nothing is kept, a model beside it, and what is looked at after each step."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant

from accounts.models import User
from catalog.errors import StockRefused
from orders.errors import ShopperError
from tests.factories.orders import NOW
from tests.orders.machine.frames import undone
from tests.orders.machine.invariants.looking import broken_invariants
from tests.orders.machine.model import Basket, Bought, Model, Refusal, SentBack
from tests.orders.machine.shop import Shop, model_of, told_by_rows
from tests.orders.machine.steps.wanting import COUPONS

Answer = TypeVar("Answer")

ARTICLES = st.integers(0, 2)


def answered(action: Callable[[], Answer], refusal: Callable[[], Refusal]) -> Answer | None:
    """What the action gives, or None if it was refused as foretold. `refusal` is asked afterwards."""
    answer, refused = None, None
    try:
        answer = action()
    except (ShopperError, StockRefused) as error:
        refused = error
    foretold = refusal()
    assert foretold is (None if refused is None else type(refused)), f"{foretold} was foretold: {refused!r}"
    return answer


class World(RuleBasedStateMachine):
    """One walk through the shop, of which nothing is kept."""

    # Opened by the test, which also counts the steps.
    shop: Shop
    steps = 0

    carts: Bundle[Basket] = Bundle("carts")
    orders: Bundle[Bought] = Bundle("orders")
    returns: Bundle[SentBack] = Bundle("returns")

    def __init__(self) -> None:
        super().__init__()
        self.frame = undone()
        self.frame.__enter__()
        self.now = NOW
        self.model: Model = model_of(self.shop)

    def teardown(self) -> None:
        self.frame.__exit__(None, None, None)

    def user_of(self, cart: Basket | None) -> User | None:
        """Who is logged in beside this cart."""
        return None if cart is None or cart.person is None else self.shop.buyers[cart.person]

    @invariant()
    def rows_are_sound(self) -> None:
        type(self).steps += 1
        assert broken_invariants() == []

    @invariant()
    def rows_are_as_foretold(self) -> None:
        assert told_by_rows(self.shop) == self._foretold()

    def _foretold(self) -> dict[str, object]:
        model = self.model
        open_carts = [basket for basket in model.baskets if basket.is_open]
        return {
            "stock": {
                number: (article.on_hand, model.promised(number))
                for number, article in enumerate(model.articles)
            },
            "orders": {one.public_id: (one.state, one.total, one.refunded) for one in model.bought},
            "money": {
                (one.public_id, number): [(money.amount, money.has_failed) for money in attempt.gone]
                for one in model.bought
                for number, attempt in enumerate(one.attempts)
                if attempt.gone
            },
            "vouchers": {coupon.code: model.used(coupon) for coupon in COUPONS},
            "carts": {basket.token for basket in open_carts},
            "lines": {
                (basket.token, number, is_aside): quantity
                for basket in open_carts
                for is_aside, quantities in ((False, basket.quantities), (True, basket.aside))
                for number, quantity in quantities.items()
            },
        }
