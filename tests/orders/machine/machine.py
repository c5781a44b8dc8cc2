"""All steps together, in any order."""

from tests.orders.machine.steps.noticing import Noticing


class OrderMachine(Noticing):
    """One walk through the shop, of which nothing is kept."""
