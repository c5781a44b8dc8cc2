"""The two shops side by side, and what somebody buys in both."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from django.db.models import F

from catalog.models import Stock
from tests.benchmarks.catalog import loading
from tests.benchmarks.catalog.costs import on_processor, on_processor_of_ended
from tests.benchmarks.catalog.peer import oscar
from tests.benchmarks.catalog.peer.servers import Server, serving
from tests.benchmarks.catalog.peer.shops import services
from tests.benchmarks.orders.names import ADD, FLOW, ON_PAGES, OURS, PEER, PEER_API
from tests.benchmarks.orders.options import PROJECT
from tests.benchmarks.orders.shopping import buying, peer_buying
from tests.benchmarks.orders.shopping.visits import Visit
from tests.benchmarks.orders.things import PLENTY, plentiful_variants
from tests.benchmarks.processes import descendants

PRODUCTS, SEED = 1_000, 9_000
ROUNDS = 3
_OUR_VISITS, _PEER_VISITS = 60, 15
# Of each thing more than all visits buy.
_THINGS, _MANY = 12, 1_000


@dataclass(frozen=True)
class Errand:
    """What is measured: `run` once for each visit, with something to buy."""

    shop: str
    name: str
    server: Server
    things: Sequence[int]
    visits: int
    run: Callable[[Visit, int], object]


def measure_beside_peer(say: Callable[[str], None]) -> dict[tuple[str, str], float]:
    """Milliseconds on a processor that each errand costs all programs, the least of ROUNDS, by shop and name."""
    loading.load(PRODUCTS, SEED, say)
    Stock.objects.update(on_hand=F("on_hand") + _MANY)
    say("installing django-oscar")
    oscar.install()
    say(f"filling django-oscar with the same {PRODUCTS:,} products")
    theirs = oscar.environment()
    oscar.fill(theirs, PRODUCTS, SEED)
    with ExitStack() as opened:
        ours = opened.enter_context(
            serving(
                Path(sys.executable),
                "config.wsgi:application",
                # All buyers come from one address, and none of them pays. They are counted all the same.
                {**os.environ, "UNPAID_ORDERS_PER_CLIENT": "1000000"},
                PROJECT,
                oscar.FOLDER / "ours.log",
            )
        )
        peer = opened.enter_context(
            serving(oscar.PYTHON, oscar.APPLICATION, theirs, PROJECT, oscar.FOLDER / "orders.log")
        )
        say("measuring both by turns")
        return _measured(_errands(ours, peer, theirs))


def _errands(ours: Server, peer: Server, theirs: Mapping[str, str]) -> list[Errand]:
    own = [variant.pk for variant in plentiful_variants(_THINGS)]
    other = oscar.plentiful_ids(theirs, PLENTY)[:_THINGS]
    return [
        Errand(OURS, ADD, ours, own, _OUR_VISITS, buying.add),
        Errand(PEER_API, ADD, peer, other, _PEER_VISITS, peer_buying.add),
        Errand(OURS, ADD + ON_PAGES, ours, own, _OUR_VISITS, buying.add_on_page),
        Errand(PEER, ADD + ON_PAGES, peer, other, _PEER_VISITS, peer_buying.add_on_page),
        Errand(OURS, FLOW, ours, own, _OUR_VISITS, buying.buy),
        Errand(PEER_API, FLOW, peer, other, _PEER_VISITS, peer_buying.buy),
        Errand(OURS, FLOW + ON_PAGES, ours, own, _OUR_VISITS, buying.buy_on_pages),
        Errand(PEER, FLOW + ON_PAGES, peer, other, _PEER_VISITS, peer_buying.buy_on_pages),
    ]


def _measured(errands: Sequence[Errand]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], list[float]] = {}
    for errand in errands:
        _round(errand, len(errand.things))
    for _ in range(ROUNDS):
        for errand in errands:
            found.setdefault((errand.shop, errand.name), []).append(_round(errand, errand.visits))
    return {name: min(rounds) for name, rounds in found.items()}


def _round(errand: Errand, visits: int) -> float:
    things = cycle(errand.things)
    with closing(errand.server.connect()) as connection:
        before = _processor(errand.server)
        for _ in range(visits):
            errand.run(Visit(connection), next(things))
        return (_processor(errand.server) - before) / visits


def _processor(server: Server) -> float:
    """Also of connections' processes that have ended: each connection does, a minute after it was opened."""
    running = {server.process_id, *descendants(server.process_id), *services()}
    return on_processor(running) + on_processor_of_ended(running)
