"""What lies in carts."""

from dataclasses import dataclass, field
from uuid import UUID

from orders.errors import CartRefused
from tests.orders.machine.model.shelves import MOST_OF_A_LINE, Shelves
from tests.orders.machine.model.things import Basket, Refusal


@dataclass
class Carts(Shelves):
    """Filling them, putting aside, and pouring them together."""

    baskets: list[Basket] = field(default_factory=list)

    def kept(self, number: int, wanted: int) -> int:
        """How many of `wanted` a cart takes."""
        return min(wanted, self.available(number), MOST_OF_A_LINE)

    def own(self, person: int | None) -> Basket | None:
        """The one open cart of somebody with an account."""
        theirs = (basket for basket in self.baskets if basket.is_open and basket.person == person)
        return None if person is None else next(theirs, None)

    def refusal_of_adding(self, number: int) -> Refusal:
        return None if self.available(number) else CartRefused

    def add(self, basket: Basket | None, token: UUID, number: int, quantity: int) -> Basket:
        """What is added to a cart that is ordered or gone goes into the person's other one, or begins one."""
        person = basket.person if basket else None
        target = basket if basket is not None and basket.is_open else self.own(person)
        if target is None:
            target = Basket(token, person=person)
            self.baskets.append(target)
        target.aside.pop(number, None)
        target.quantities[number] = self.kept(number, quantity + target.quantities.get(number, 0))
        return target

    def refusal_of_changing(self, basket: Basket, number: int) -> Refusal:
        is_there = basket.is_open and number in basket.quantities
        return None if is_there and self.available(number) else CartRefused

    def refusal_of_putting_aside(self, basket: Basket, number: int) -> Refusal:
        return None if basket.is_open and number in {*basket.quantities, *basket.aside} else CartRefused

    def put_aside(self, basket: Basket, number: int) -> None:
        if number in basket.quantities:
            basket.aside[number] = basket.quantities.pop(number)

    def refusal_of_taking_up(self, basket: Basket, number: int) -> Refusal:
        return self.refusal_of_putting_aside(basket, number) or self.refusal_of_adding(number)

    def take_up(self, basket: Basket, number: int) -> None:
        if number in basket.aside:
            basket.quantities[number] = self.kept(number, basket.aside.pop(number))

    def log_in(self, basket: Basket, person: int) -> Basket | None:
        """The cart that the person has then."""
        own = self.own(person)
        if not basket.is_open or basket.person is not None:
            return own
        if own is None:
            basket.person = person
            return basket
        for number in {*basket.quantities, *basket.aside}:
            self._pour(basket, own, number)
        basket.quantities, basket.aside, basket.is_gone = {}, {}, True
        return own

    def go_on(self, basket: Basket, token: UUID) -> tuple[Basket, bool]:
        """The cart that follows one that was ordered, and whether it is new; `token` is that of the cart if it is."""
        if basket.order is None or not basket.aside:
            return basket, False
        own = self.own(basket.person)
        target = own or Basket(token, person=basket.person)
        if own is None:
            self.baskets.append(target)
        for number in list(basket.aside):
            self._pour(basket, target, number)
        return target, own is None

    def _pour(self, source: Basket, target: Basket, number: int) -> None:
        """What one of the two means to buy is bought, at least one; what both put aside stays so."""
        is_shared = number in {*target.quantities, *target.aside}
        to_buy = [each.quantities[number] for each in (source, target) if number in each.quantities]
        aside = [each.aside.pop(number) for each in (source, target) if number in each.aside]
        wanted = sum(to_buy) or max(aside)
        kept = max(1, min(wanted, self.left(number), MOST_OF_A_LINE)) if is_shared else wanted
        (target.quantities if to_buy else target.aside)[number] = kept
