"""What the model is made of: plain objects that know nothing of rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from catalog.errors import StockRefused
from orders.errors import ShopperError
from orders.states import OrderState

Refusal = type[ShopperError] | type[StockRefused] | None


@dataclass(eq=False)
class Article:
    """Something that is sold. `house` is the number of its merchant, `price` in minor units."""

    on_hand: int
    price: int
    house: int
    is_offered: bool = True


@dataclass(frozen=True)
class Coupon:
    """What a code takes off, and how often it may be used: by all, and by each customer. `house`: for its goods alone."""

    code: str
    percent: int = 0
    amount: int = 0
    frees_shipping: bool = False
    house: int | None = None
    most: int | None = None
    most_each: int | None = None


@dataclass(frozen=True)
class Customer:
    """Who orders: an address as it is typed, whose it is, and the number of the account, if they are logged in."""

    email: str
    name: str
    person: int | None = None

    def is_known_as(self, other: "Customer") -> bool:
        return self.name == other.name or (self.person is not None and self.person == other.person)


@dataclass(eq=False)
class GivenBack:
    """Money on its way back, or back, unless it `has_failed`.

    `pieces` it is for, by the number of the article, and how many of those are `kept` because of it. `is_beside`: it came for
    nothing, so that the order is none the less paid; `is_automatic`: nobody asked for it; `is_released`: it was never taken.
    """

    amount: int
    pieces: Mapping[int, int] = field(default_factory=dict)
    kept: Mapping[int, int] = field(default_factory=dict)
    is_beside: bool = False
    is_automatic: bool = False
    is_released: bool = False
    has_failed: bool = False


@dataclass(eq=False)
class Attempt:
    """What was said about one payment. `came` is the most of which that was said, `gone` all that was to go back."""

    is_paid: bool = False
    is_mismatched: bool = False
    is_declined: bool = False
    # Set aside, and so no more.
    is_authorised: bool = False
    is_ended: bool = False
    # Less was taken than was to be.
    is_short: bool = False
    # Begun once what was set aside before had ended.
    is_anew: bool = False
    came: int = 0
    gone: list[GivenBack] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Whether its money is set aside and not taken."""
        return self.is_authorised and not self.is_ended and not self.is_paid

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was said about it."""
        return not (self.is_paid or self.is_mismatched or self.is_declined or self.is_authorised)

    @property
    def standing(self) -> list[GivenBack]:
        """What has not failed of what was to go back."""
        return [one for one in self.gone if not one.has_failed]

    @property
    def left(self) -> int:
        """What stays of what came."""
        return self.came - sum(one.amount for one in self.standing if not one.is_released)

    @property
    def released(self) -> int:
        return sum(one.amount for one in self.standing if one.is_released)

    @property
    def is_set_aside(self) -> bool:
        """Whether it pays nothing: its money goes back as what came for nothing."""
        return any(one.is_beside for one in self.standing)

    @property
    def is_refunded(self) -> bool:
        return any(not (one.is_beside or one.is_released) for one in self.standing)


@dataclass(eq=False)
class Bought:
    """An order. `quantities` by the number of the article; of these how many were `sent` and came `back`, or are on their way."""

    public_id: UUID
    quantities: dict[int, int]
    total: int
    pay_until: datetime
    customer: Customer
    coupon: Coupon | None = None
    state: OrderState = OrderState.PLACED
    attempts: list[Attempt] = field(default_factory=lambda: [Attempt()])
    sent: Counter[int] = field(default_factory=Counter)
    sent_last: dict[int, datetime] = field(default_factory=dict)
    back: Counter[int] = field(default_factory=Counter)
    # Paid back before they left, so that they never do.
    kept: Counter[int] = field(default_factory=Counter)
    told: set[str] = field(default_factory=set)
    # Given up because nobody paid in time, not by somebody.
    has_expired: bool = False
    longest_until: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Half an hour to pay is an hour at most."""
        self.longest_until = self.pay_until + timedelta(minutes=30)

    @property
    def gone(self) -> list[GivenBack]:
        """What has not failed of all that was to go back."""
        return [one for attempt in self.attempts for one in attempt.standing]

    @property
    def refunded(self) -> int:
        return sum(one.amount for one in self.gone if not one.is_beside)

    @property
    def paying(self) -> Attempt | None:
        """What pays the order: the first that was paid, sooner one of which something went back, or else is set aside."""
        if self.state == OrderState.CANCELLED:
            return None
        fit = [attempt for attempt in self.attempts if not attempt.is_set_aside]
        paid = [attempt for attempt in fit if attempt.is_paid and not attempt.is_short]
        paid.sort(key=lambda attempt: not attempt.is_refunded)
        able = paid or [
            attempt for attempt in fit if attempt.is_ready and (attempt.is_anew or not self.is_in_doubt)
        ]
        return able[0] if able else None

    @property
    def is_left_to_a_person(self) -> bool:
        return self.state != OrderState.CANCELLED and self.paying is None and self.is_in_doubt

    @property
    def is_in_doubt(self) -> bool:
        """Whether a person must say what becomes of it, since too little was taken of what was set aside."""
        return any(attempt.is_short and not attempt.is_set_aside for attempt in self.attempts)

    @property
    def has_money(self) -> bool:
        return any(attempt.is_paid for attempt in self.attempts)

    @property
    def is_promised(self) -> bool:
        """Whether its money was set aside at first, whatever became of that."""
        return any(attempt.is_authorised for attempt in self.attempts)

    @property
    def is_authorised(self) -> bool:
        return any(attempt.is_ready for attempt in self.attempts)

    @property
    def due(self) -> int:
        return self.total - self.refunded

    @property
    def is_lapsed(self) -> bool:
        """Whether it is to be paid anew."""
        is_over = self.is_promised and self.paying is None and not self.is_in_doubt
        return is_over and self.due > 0 and self.state == OrderState.CONFIRMED

    @property
    def may_be_sent(self) -> bool:
        return self.state == OrderState.CONFIRMED and not self.is_lapsed and not self.is_left_to_a_person

    @property
    def is_held(self) -> bool:
        """Money came of which a person must say what it is; what is too late or too much goes back by itself."""
        return self.state != OrderState.CONFIRMED and any(
            attempt.is_mismatched and not attempt.is_paid and attempt.left > 0 for attempt in self.attempts
        )

    def left_to_ship(self, number: int) -> int:
        return self.quantities.get(number, 0) - self.sent[number] - self.kept[number]

    def left_to_refund(self, number: int) -> int:
        """Pieces of the article for which nothing goes back."""
        return self.quantities[number] - sum(one.pieces.get(number, 0) for one in self.gone)

    def left_to_pay_back(self, number: int) -> int:
        """Pieces of the article that had left and for which nothing goes back."""
        paid_back = sum(one.pieces.get(number, 0) - one.kept.get(number, 0) for one in self.gone)
        return max(self.sent[number] - paid_back, 0)

    @property
    def can_be_given_up(self) -> bool:
        return self.state == OrderState.PLACED and not self.is_held


@dataclass(eq=False)
class Basket:
    """A cart: what is to be bought, and what is put `aside`. `order` is what became of it, unless it was poured out."""

    token: UUID
    quantities: dict[int, int] = field(default_factory=dict)
    aside: dict[int, int] = field(default_factory=dict)
    person: int | None = None
    order: Bought | None = None
    is_gone: bool = False

    @property
    def is_open(self) -> bool:
        return self.order is None and not self.is_gone


@dataclass(eq=False)
class SentBack:
    """Pieces of one article of an order on their way back, or back. `money`: what was last to be given back for them."""

    public_id: UUID
    order: Bought
    number: int
    quantity: int
    is_decided: bool = False
    has_come: bool = False
    money: GivenBack | None = None

    @property
    def paid(self) -> int | None:
        return None if self.money is None or self.money.has_failed else self.money.amount
