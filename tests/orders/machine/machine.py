"""All steps together, in any order."""

from tests.orders.machine.steps.refunding import Refunding


class OrderMachine(Refunding):
    """One walk through the shop, of which nothing is kept."""
