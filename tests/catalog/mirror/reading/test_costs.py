"""What every page and every answer of the API costs PostgreSQL: nothing, but where the mirror is away."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.mirror import read
from catalog.mirror.collected import relay_collections
from catalog.mirror.relay import relay_mirror
from catalog.mirror.sharing import answers
from catalog.models import Product
from tests.catalog.conftest import Outage
from tests.factories.catalog import ProductFactory, make_category, make_collection, make_offer

pytestmark = pytest.mark.django_db

API = "/api/v1"
# Queries while neither Redis nor DynamoDB knows anything: one for each document, and one for all products together.
COSTS = {
    "/": 3,
    "/categories/seats/": 2,
    "/collections/summer/": 3,
    "/products/p0/": 2,
    f"{API}/products/": 1,
    f"{API}/products/?category=seats": 2,
    f"{API}/products/?fields=slug": 1,
    f"{API}/products/p0/": 1,
    f"{API}/categories/": 1,
    f"{API}/categories/seats/": 1,
    f"{API}/collections/": 1,
    f"{API}/collections/summer/": 2,
}


@dataclass(frozen=True)
class Shop:
    """A shop with a category below another and a collection of all its products."""

    client: Client

    def open(self, products: int) -> None:
        chairs = make_category("Chairs", below=make_category("Seats"))
        offered: list[Product] = []
        for number in range(products):
            product = ProductFactory(published=True, slug=f"p{number}", category=chairs)
            offered.append(make_offer(product=product).product)
        make_collection("Summer", *offered)
        relay_mirror()
        relay_collections()

    def forget(self) -> None:
        """Redis and this process know nothing any more."""
        cache.clear()
        read._views.clear()
        answers.ANSWERS.clear()

    def cost(self, path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert self.client.get(path).status_code == 200
        return len(queries)


@pytest.fixture
def shop(client: Client) -> Shop:
    return Shop(client)


@pytest.mark.parametrize("path", COSTS)
def test_nothing_costs_a_query_while_the_mirror_answers(path: str, shop: Shop) -> None:
    shop.open(products=3)
    shop.forget()

    missed, cached = shop.cost(path), shop.cost(path)

    assert (missed, cached) == (0, 0)


@pytest.mark.parametrize("path", COSTS)
@pytest.mark.parametrize("products", [1, 6])
def test_without_the_mirror_costs_do_not_grow_with_the_products(
    path: str, products: int, shop: Shop, dynamodb_away: Outage
) -> None:
    shop.open(products)
    shop.forget()

    with dynamodb_away():
        missed, cached = shop.cost(path), shop.cost(path)

    assert (missed, cached) == (COSTS[path], 0)
