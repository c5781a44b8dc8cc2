"""An order of two pieces, of which the shop has three."""

import pytest

from catalog.models import Variant
from orders.models import Order
from tests.factories.orders import placed_order, sold_variant


@pytest.fixture
def variant() -> Variant:
    return sold_variant(on_hand=3)


@pytest.fixture
def order(variant: Variant) -> Order:
    return placed_order((variant, 2))
