"""The two shops side by side, and what somebody buys in both."""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from uuid import uuid4

from django.db.models import F

from catalog.models import Stock
from tests.benchmarks.catalog import loading
from tests.benchmarks.catalog.costs import on_processor
from tests.benchmarks.catalog.peer import oscar
from tests.benchmarks.catalog.peer.servers import Server, serving
from tests.benchmarks.catalog.peer.shops import services
from tests.benchmarks.orders.names import ADD, FLOW, ON_PAGES, OURS, PEER
from tests.benchmarks.orders.options import PROJECT
from tests.benchmarks.orders.things import PLENTY, plentiful_variants
from tests.benchmarks.orders.visits import Visit
from tests.benchmarks.processes import descendants

PRODUCTS, SEED = 1_000, 9_000
ROUNDS = 3
_OUR_VISITS, _PEER_VISITS = 60, 15
# Of each thing more than all visits buy.
_THINGS, _MANY = 12, 1_000
_TOTAL = re.compile(r'name="expected_total" value="(\d+)"')
_EMAIL = "ada@vitrine.test"
_ADDRESS = {"name": "Ada Byron", "line1": "Linden 3", "postcode": "1010", "city": "Wien", "country": "AT"}
_PEER_ADDRESS = {
    "country": "/api/countries/AT/",
    "first_name": "Ada",
    "last_name": "Byron",
    "line1": "Linden 3",
    "line4": "Wien",
    "postcode": "1010",
}


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
                os.environ,
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
        Errand(OURS, ADD, ours, own, _OUR_VISITS, _add),
        Errand(OURS, ADD + ON_PAGES, ours, own, _OUR_VISITS, _add_on_page),
        Errand(PEER, ADD, peer, other, _PEER_VISITS, _peer_add),
        Errand(OURS, FLOW, ours, own, _OUR_VISITS, _buy),
        Errand(OURS, FLOW + ON_PAGES, ours, own, _OUR_VISITS, _buy_on_pages),
        Errand(PEER, FLOW, peer, other, _PEER_VISITS, _peer_buy),
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
    return on_processor({server.process_id, *descendants(server.process_id), *services()})


def _add(visit: Visit, thing: int) -> str:
    """The address of a new cart with it."""
    told = visit.json("/api/v1/carts/", {"lines": [{"variant": thing, "quantity": 1}]})
    return f"/api/v1/carts/{told['token']}/"


def _buy(visit: Visit, thing: int) -> None:
    """Add, see what it costs there and how it may be sent, order."""
    cart = _add(visit, thing)
    visit.get(cart)
    quote = visit.json(f"{cart}quote/", {"country": "AT"})
    visit.json(
        f"{cart}checkout/",
        {
            "email": _EMAIL,
            "shipping_address": _ADDRESS,
            "expected_total": quote["totals"]["total"]["amount"],
            "terms_accepted": True,
        },
        **{"Idempotency-Key": uuid4().hex},
    )


def _add_on_page(visit: Visit, thing: int) -> None:
    visit.form("/cart/lines/", {"variant": thing, "quantity": 1})


def _buy_on_pages(visit: Visit, thing: int) -> None:
    """The same, and pay."""
    _add_on_page(visit, thing)
    found = _TOTAL.search(visit.get("/checkout/"))
    if found is None:
        raise RuntimeError("The checkout shows no total.")
    said = {**_ADDRESS, "email": _EMAIL, "terms": "on", "expected_total": found[1]}
    visit.form(visit.form("/checkout/", said), {"outcome": "pay"})


def _peer_add(visit: Visit, thing: int) -> None:
    visit.json("/api/basket/add-product/", {"url": f"/api/products/{thing}/", "quantity": 1})


def _peer_buy(visit: Visit, thing: int) -> None:
    _peer_add(visit, thing)
    basket = re.search(r'"url":"([^"]*/baskets/\d+/)"', visit.get("/api/basket/"))
    if basket is None:
        raise RuntimeError("The peer tells no basket.")
    visit.get("/api/basket/shipping-methods/")
    visit.json(
        "/api/checkout/",
        {"basket": basket[1], "guest_email": _EMAIL, "shipping_address": _PEER_ADDRESS},
    )
