"""All steps together, in any order."""

from tests.orders.machine.steps.capturing import Capturing


class OrderMachine(Capturing):
    """One walk through the shop, of which nothing is kept."""
