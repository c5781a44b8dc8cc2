"""What there is, and what of it is promised."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orders.states import OrderState
from tests.orders.machine.model.things import Article, Bought

MOST_OF_A_LINE = 20


@dataclass
class Shelves:
    """Articles by number, and everything that was ever ordered."""

    articles: list[Article]
    bought: list[Bought] = field(default_factory=list)

    def promised(self, number: int) -> int:
        """To orders that are not given up and have not left the house."""
        return sum(one.left_to_ship(number) for one in self.bought if one.state != OrderState.CANCELLED)

    def left(self, number: int) -> int:
        return self.articles[number].on_hand - self.promised(number)

    def available(self, number: int) -> int:
        return self.left(number) if self.articles[number].is_offered else 0

    def are_there(self, quantities: Mapping[int, int]) -> bool:
        """Offered or not."""
        return all(quantity <= self.left(number) for number, quantity in quantities.items())
