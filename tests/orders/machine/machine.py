"""All steps together, in any order."""

from tests.orders.machine.steps.returning import Returning


class OrderMachine(Returning):
    """One walk through the shop, of which nothing is kept."""
