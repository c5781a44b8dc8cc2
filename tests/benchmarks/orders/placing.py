"""Orders placed through the shop beside what PostgreSQL does when an order is one statement."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from orders.models import Cart
from orders.queries.carts.cart import read_cart
from orders.services.place_order import Address, Delivery, place_order
from tests.benchmarks.catalog import loading
from tests.benchmarks.catalog.costs import cost_of, summed
from tests.benchmarks.orders import pgbench
from tests.benchmarks.orders.things import filled_cart, plentiful_variants

_SEED, _PRODUCTS = 9_000, 1_000
_CLIENTS = 4
_DELIVERY = Delivery(
    email="ada@vitrine.test",
    address=Address(name="Ada Byron", line1="Linden 3", line2="", postcode="1010", city="Wien", country="AT"),
)
# The least that an order is: a piece less in stock, its row, its line and its payment, as one statement.
_TABLES = """
    DROP SCHEMA IF EXISTS least CASCADE;
    CREATE SCHEMA least;
    CREATE TABLE least.stock (id int PRIMARY KEY, on_hand int, allocated int CHECK (allocated <= on_hand));
    CREATE TABLE least.placed (
        id bigserial PRIMARY KEY, public_id uuid UNIQUE DEFAULT gen_random_uuid(), total_minor bigint, address jsonb
    );
    CREATE TABLE least.line (
        id bigserial PRIMARY KEY, placed_id bigint REFERENCES least.placed, stock_id int REFERENCES least.stock,
        quantity int, unit_minor bigint
    );
    CREATE TABLE least.payment (id bigserial PRIMARY KEY, placed_id bigint UNIQUE REFERENCES least.placed, state text);
    INSERT INTO least.stock SELECT number, 100000000, 0 FROM generate_series(1, 1000) AS number;
"""
_STATEMENT = r"""
\set thing random(1, 1000)
WITH taken AS (
    UPDATE least.stock SET allocated = allocated + 1 WHERE id = :thing AND on_hand > allocated RETURNING id
), placed AS (
    INSERT INTO least.placed (total_minor, address) SELECT 2990, '{"name": "Ada Byron", "city": "Wien"}' FROM taken
    RETURNING id
), line AS (
    INSERT INTO least.line (placed_id, stock_id, quantity, unit_minor)
    SELECT placed.id, taken.id, 1, 2500 FROM placed, taken
)
INSERT INTO least.payment (placed_id, state) SELECT id, 'pending' FROM placed;
"""


@dataclass(frozen=True)
class Placed:
    """Milliseconds on a processor for an order: `ours` in all, `database` of it; `statement` as one statement."""

    ours: float
    database: float
    queries: int
    statement: float


def measure(orders: int, seconds: int) -> Placed:
    """Place `orders` orders of one line each, one after another."""
    loading.load(_PRODUCTS, _SEED, lambda _: None)
    things = plentiful_variants()
    carts = [filled_cart(things[number % len(things)]) for number in range(orders + 1)]
    _place(carts[0])
    costs = summed([cost_of(lambda cart=cart: _place(cart))[1] for cart in carts[1:]])  # type: ignore[misc]  # bound now
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
    statement = pgbench.busy(_STATEMENT, seconds=seconds, clients=_CLIENTS, variables={})
    return Placed(
        ours=costs.processor / orders,
        database=costs.database / orders,
        queries=costs.queries // orders,
        statement=statement.processor,
    )


def _place(cart: Cart) -> None:
    total = read_cart(cart.token).totals.total.minor
    place_order(cart_token=cart.token, delivery=_DELIVERY, expected_total=total, now=timezone.now())
