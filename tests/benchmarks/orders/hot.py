"""Everybody wants the same thing: buckets beside the usual lock on one row, and a crowd that takes all of it."""

import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Sum

from catalog.models import Stock, Variant
from catalog.services.adjust_stock import adjust_stock
from catalog.services.spread_stock import BUCKETS, make_hot
from orders.errors import OutOfStock
from orders.models import Cart
from orders.services.placing.order_statement import TAKEN, TAKING_STOCK
from orders.services.stock import Need, allocate
from orders.states import CartState
from tests.benchmarks.catalog import loading
from tests.benchmarks.orders.postgres import pgbench
from tests.benchmarks.orders.things import plentiful_variants

# ruff: noqa: S608  # the only thing put into these scripts is a constant of ours

CLIENTS = 32
# From taking to the end of the commit, until which nobody else has the row: what follows in the transaction of an order
# with a voucher, and the answer of a standby, at the latency of a database in another machine. Without it there would
# be nothing to wait for on a machine where a commit is done at once.
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
# What stands for the values in TAKING_STOCK: a cart for each client, one bucket by chance, one piece.
_VALUES = {
    "$7": ":cart",
    "$11": f"'{CartState.OPEN}'",
    "$12": ":version",
    "$13": "ARRAY[:place]",
    "$14": "ARRAY[1]",
}


def taking_from_buckets() -> str:
    """The part of the statement that places an order which takes the stock, as the shop itself has it, for pgbench."""
    taking = re.sub(r"\$\d+", lambda value: _VALUES[value[0]], TAKING_STOCK).strip().rstrip(",")
    return rf"""
\set bucket random(0, :buckets - 1)
\set place :first + :bucket
\set cart :first_cart + :client_id
BEGIN;
WITH {taking} SELECT {TAKEN};
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
    carts = Cart.objects.bulk_create([Cart(version=1) for _ in range(CLIENTS)])
    _require_row(ids, BUCKETS)
    _require_row([cart.pk for cart in carts], CLIENTS)
    of_buckets = {"first": ids[0], "buckets": BUCKETS, "first_cart": carts[0].pk, "version": 1}
    of_row = {"main": cold.stock.get(bucket=0).pk}
    one_row, buckets = (
        pgbench.busy(script, seconds=seconds, clients=CLIENTS, variables=variables).rate
        for script, variables in ((_ONE_ROW, of_row), (taking_from_buckets(), of_buckets))
    )
    for variant, rate in ((cold, one_row), (hot, buckets)):
        _require_taken(variant, rate * seconds / 2)
    for variant in (cold, hot):
        # Nobody has ordered what was taken.
        Stock.objects.filter(variant=variant).update(allocated=0)
    return Rates(one_row, buckets, CLIENTS, REST_MS)


def _require_row(ids: Sequence[int], count: int) -> None:
    """Raises LookupError when these are not so many keys, one after the other."""
    if list(ids) != list(range(ids[0], ids[0] + count)):
        raise LookupError("The rows do not follow each other.")


def _require_taken(variant: Variant, least: float) -> None:
    """Raises RuntimeError when what was measured has not taken as many pieces."""
    taken = variant.stock.aggregate(all=Sum("allocated"))["all"]
    if taken < least:
        raise RuntimeError(f"Only {taken} pieces were taken, of at least {least:.0f}.")


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
