"""A program and something that its merchant sells."""

import pytest

from catalog.models import Variant
from tests.catalog.api.writing.program import Program
from tests.factories.catalog import CategoryFactory, ProductFactory, make_offer


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def offer(program: Program) -> Variant:
    """The one variant of a published chair."""
    product = ProductFactory(
        merchant=program.merchant,
        published=True,
        name="Chair",
        slug="chair",
        category=CategoryFactory(slug="chairs"),
    )
    return make_offer(product=product, sku="CH-1", name="Oak")
