"""Everybody wants the same thing: buckets beside the usual lock on one row, and a crowd that takes all of it."""

import threading
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Sum

from catalog.models import Stock, Variant
from catalog.services.adjust_stock import adjust_stock
from catalog.services.spread_stock import BUCKETS, make_hot
from orders.errors import OutOfStock
from orders.services.stock import Need, allocate
from tests.benchmarks.catalog import loading
from tests.benchmarks.orders.postgres import pgbench
from tests.benchmarks.orders.things import plentiful_variants

# ruff: noqa: S608  # the only thing put into these scripts is a constant of ours

CLIENTS = 32
# What follows in the transaction until it is committed, at the latency of a database in another machine.
REST_MS = 10
CROWD, LEFT = 200, 100
# Of the connections that the server takes, some are for others.
_AT_ONCE = 60
_SEED, _PRODUCTS, _MANY = 9_000, 1_000, 5_000_000
# Take the row, look, write: what shops do that lock what they sell.
_ONE_ROW = rf"""
BEGIN;
SELECT on_hand, allocated FROM catalog_stock WHERE id = :main FOR UPDATE;
UPDATE catalog_stock SET allocated = allocated + 1 WHERE id = :main;
\sleep {REST_MS} ms
COMMIT;
"""
# What `orders.services.stock` sends for something that has buckets.
_BUCKETS = rf"""
\set bucket random(0, :buckets - 1)
\set place :first + :bucket
BEGIN;
SAVEPOINT taking;
WITH wanted AS (
    SELECT id, quantity FROM unnest(ARRAY[:place]::bigint[], ARRAY[1]::bigint[]) AS wanted(id, quantity)
), locked AS (
    SELECT id FROM catalog_stock WHERE id = ANY(ARRAY[:place]::bigint[]) ORDER BY id FOR NO KEY UPDATE
)
UPDATE catalog_stock AS stock SET allocated = stock.allocated + wanted.quantity
FROM wanted JOIN locked USING (id)
WHERE stock.id = wanted.id AND stock.on_hand >= stock.allocated + wanted.quantity;
RELEASE SAVEPOINT taking;
\sleep {REST_MS} ms
COMMIT;
"""


@dataclass(frozen=True)
class Rates:
    """Pieces taken in a second, of one row and of buckets."""

    one_row: float
    buckets: float
    clients: int
    rest_ms: int


def measure(seconds: int) -> Rates:
    """Both kinds of stock under CLIENTS clients, one after the other."""
    loading.load(_PRODUCTS, _SEED, lambda _: None)
    cold, hot = plentiful_variants(2)
    for variant in (cold, hot):
        adjust_stock(variant_id=variant.pk, by=_MANY)
    make_hot(stock_id=hot.stock.get(bucket=0).pk, is_hot=True)
    ids = list(hot.stock.filter(bucket__gt=0).order_by("pk").values_list("pk", flat=True))
    if ids != list(range(ids[0], ids[0] + BUCKETS)):
        raise LookupError("The buckets do not follow each other.")
    one_row = pgbench.busy(
        _ONE_ROW, seconds=seconds, clients=CLIENTS, variables={"main": cold.stock.get(bucket=0).pk}
    )
    buckets = pgbench.busy(
        _BUCKETS, seconds=seconds, clients=CLIENTS, variables={"first": ids[0], "buckets": BUCKETS}
    )
    for variant in (cold, hot):
        # Nobody has ordered what was taken.
        Stock.objects.filter(variant=variant).update(allocated=0)
    return Rates(one_row.rate, buckets.rate, CLIENTS, REST_MS)


def sell_out() -> int:
    """Let CROWD threads take a piece each of LEFT in buckets; how many more were given out than there are."""
    variant = plentiful_variants(1)[0]
    make_hot(stock_id=variant.stock.get(bucket=0).pk, is_hot=True)
    free = variant.stock.aggregate(left=Sum(F("on_hand") - F("allocated")))["left"]
    adjust_stock(variant_id=variant.pk, by=LEFT - free)
    given = _crowd(variant)
    if given < LEFT:
        raise RuntimeError(f"Only {given} of {LEFT} were given out.")
    return given - LEFT


def _crowd(variant: Variant) -> int:
    gate, places = threading.Barrier(CROWD), threading.BoundedSemaphore(_AT_ONCE)
    given: list[int] = []

    def take() -> None:
        gate.wait()
        with places, suppress(OutOfStock):
            try:
                given.append(_taken(variant))
            finally:
                connection.close()

    threads = [threading.Thread(target=take) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(given)


def _taken(variant: Variant) -> int:
    rows = list(variant.stock.order_by("pk"))
    roomy = tuple(row.pk for row in rows if row.bucket and row.available)
    with transaction.atomic():
        shares = allocate([Need(tuple(row.pk for row in rows), 1, "it", roomy)])
    return sum(draw.quantity for draw in shares[0])
