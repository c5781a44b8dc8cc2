"""Orders placed through the shop beside what PostgreSQL does when an order is one statement, by as many clients at once."""

import multiprocessing
import multiprocessing.synchronize
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import connection, connections
from django.db.models import F
from django.utils import timezone

from catalog.models import Stock, Variant
from orders.services.carts.begin_cart import begin_cart
from orders.services.place_order import Address, Delivery, place_order
from tests.benchmarks.catalog import loading
from tests.benchmarks.catalog.costs import cost_of, summed
from tests.benchmarks.orders.postgres import pgbench
from tests.benchmarks.orders.postgres.statements import LEAST, LEAST_TABLES, ORDER
from tests.benchmarks.orders.things import plentiful_variants

# Of pgbench, which is at its best with them, and of the shop: what its web server of two cores carries out at once.
CLIENTS, SHOPPERS = 16, 4
# What a process does for the first time costs more than what follows; PostgreSQL plans the first five anew.
_WARMING = 6
# Of which the one with the middle ratio is told: what else the machine does, such as writing down what was loaded, takes a second.
_ROUNDS = 5
_SEED, _PRODUCTS, _MANY = 9_000, 1_000, 1_000_000
# How many rows of stock are ordered from.
_THINGS = 1_000
_DELIVERY = Delivery(
    email="ada@vitrine.test",
    address=Address(name="Ada Byron", line1="Linden 3", line2="", postcode="1010", city="Wien", country="AT"),
)
# A token, and the total that its holder has seen.
Shown = tuple[UUID, int]


@dataclass(frozen=True)
class Placed:
    """Orders in a second: `ours` by SHOPPERS at once, `statement` by CLIENTS as one statement into the shop's tables, `least`
    as one into the smallest that would do. Of one of ours: milliseconds on a processor, `database` of them, and statements."""

    ours: float
    statement: float
    least: float
    processor: float
    database: float
    queries: int


def measure(orders: int, seconds: int) -> Placed:
    """Place `orders` orders of one line each by each of SHOPPERS, and let pgbench work for as long as it is told to, by turns."""
    loading.load(_PRODUCTS, _SEED, lambda _: None)
    Stock.objects.update(on_hand=F("on_hand") + _MANY)
    things = plentiful_variants(_THINGS)
    alone = summed(
        [cost_of(partial(_place, shown))[1] for shown in _carts(things, _WARMING + orders)][_WARMING:]
    )
    rounds = [_round(things, orders, seconds) for _ in range(_ROUNDS)]
    ours, statement = sorted(rounds, key=lambda rates: rates[0] / rates[1])[_ROUNDS // 2]
    with connection.cursor() as cursor:
        cursor.execute(LEAST_TABLES)
    least = pgbench.busy(LEAST, seconds=seconds, clients=CLIENTS, variables={})
    return Placed(
        ours=ours,
        statement=statement,
        least=least.rate,
        processor=alone.processor / orders,
        database=alone.database / orders,
        queries=alone.queries // orders,
    )


def _round(things: Sequence[Variant], orders: int, seconds: int) -> tuple[float, float]:
    """The rates of ours and of the statement, one right after the other."""
    ours = _rate([_carts(things, _WARMING + orders) for _ in range(SHOPPERS)])
    beside = pgbench.busy(ORDER, seconds=seconds, clients=CLIENTS, variables=_of_shop(things[0]))
    return ours, beside.rate


def _of_shop(thing: Variant) -> dict[str, int]:
    ids = list(Stock.objects.order_by("pk").values_list("pk", flat=True)[:_THINGS])
    if ids != list(range(ids[0], ids[0] + len(ids))):
        raise LookupError("The rows of the stock do not follow each other.")
    return {"first": ids[0], "things": len(ids), "merchant": thing.merchant_id}


def _carts(things: Sequence[Variant], count: int) -> list[Shown]:
    # By chance, as pgbench does: clients that all went through the same list would wait for each other at every row.
    chosen = random.choices(things, k=count)  # noqa: S311  # no secret
    begun = [begin_cart(wanted=[(thing.pk, 1)], now=timezone.now()) for thing in chosen]
    return [(held.cart.token, held.view.totals.total.minor) for held in begun]


def _rate(shares: Sequence[Sequence[Shown]]) -> float:
    """Orders in a second, all in all, when each share is placed by a process of its own."""
    processes = multiprocessing.get_context("fork")
    ready = processes.Barrier(len(shares) + 1)
    # A connection must not be shared, and each process opens its own.
    connections.close_all()
    clients = [processes.Process(target=_client, args=(share, ready)) for share in shares]
    for client in clients:
        client.start()
    ready.wait()
    began = time.perf_counter()
    for client in clients:
        client.join()
    took = time.perf_counter() - began
    if any(client.exitcode for client in clients):
        raise RuntimeError("A process that placed orders has failed.")
    return sum(len(share) - _WARMING for share in shares) / took


def _client(share: Sequence[Shown], ready: multiprocessing.synchronize.Barrier) -> None:
    for shown in share[:_WARMING]:
        _place(shown)
    ready.wait()
    for shown in share[_WARMING:]:
        _place(shown)


def _place(shown: Shown) -> None:
    token, total = shown
    place_order(cart_token=token, delivery=_DELIVERY, expected_total=total, now=timezone.now())
