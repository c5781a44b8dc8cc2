"""What the shop should be: plain objects that know nothing of rows, and foretell what comes of each step."""

from tests.orders.machine.model.selling import Selling as Model
from tests.orders.machine.model.things import (
    Article,
    Attempt,
    Basket,
    Bought,
    Coupon,
    Customer,
    GivenBack,
    Refusal,
    SentBack,
)

__all__ = [
    "Article",
    "Attempt",
    "Basket",
    "Bought",
    "Coupon",
    "Customer",
    "GivenBack",
    "Model",
    "Refusal",
    "SentBack",
]
