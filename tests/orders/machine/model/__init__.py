"""What the shop should be: plain objects that know nothing of rows, and foretell what comes of each step."""

from tests.orders.machine.model.selling import Selling as Model
from tests.orders.machine.model.things import Article, Basket, Bought, Coupon, Customer, Refusal, SentBack

__all__ = ["Article", "Basket", "Bought", "Coupon", "Customer", "Model", "Refusal", "SentBack"]
