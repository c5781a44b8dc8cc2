"""All steps together, in any order."""

from tests.orders.machine.steps.buying import Buying
from tests.orders.machine.steps.paying import Paying
from tests.orders.machine.steps.selling import Selling


class OrderMachine(Buying, Paying, Selling):
    """One walk through the shop, of which nothing is kept."""
