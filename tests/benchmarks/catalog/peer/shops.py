"""The two shops side by side, and what is asked of both."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from catalog.models import Product
from tests.benchmarks.catalog.options import PROJECT
from tests.benchmarks.catalog.peer import oscar
from tests.benchmarks.catalog.peer.names import CONDITIONAL, DETAIL, FACTS, LIST, MADE, OURS, PEER
from tests.benchmarks.catalog.peer.rounds import Part, Spent, measure
from tests.benchmarks.catalog.peer.servers import Server, serving
from tests.benchmarks.processes import descendants

PRODUCTS, SEED = 1_000, 9_000
_PAGE = 24
_OUR_REQUESTS, _PEER_REQUESTS = 1_000, 40
# How many products are asked for in turn.
_DETAILS = 20


def measure_beside_peer(say: Callable[[str], None]) -> dict[tuple[str, str], Spent]:
    """What requests cost both shops, by shop and name. Ours must have PRODUCTS of the sample, and its mirror."""
    say("installing django-oscar")
    oscar.install()
    say(f"filling django-oscar with the same {PRODUCTS:,} products")
    theirs = oscar.environment()
    oscar.fill(theirs, PRODUCTS, SEED)
    with ExitStack() as opened:
        ours = opened.enter_context(_ours("ours", os.environ))
        making = opened.enter_context(_ours("ours-making", {**os.environ, "SHARED_SECONDS": "0"}))
        links = opened.enter_context(_theirs("links", theirs))
        facts = opened.enter_context(_theirs("facts", {**theirs, "PEER_LISTS": "facts"}))
        say("measuring both by turns")
        parts = (*_our_parts(ours, making), *_peer_parts(links, facts, oscar.newest_ids(theirs)))
        return measure(parts, services)


def _our_parts(ours: Server, making: Server) -> Iterator[Part]:
    newest = Product.objects.for_sale(settings.SHOP_CURRENCY).order_by("-published_at", "-pk")
    details = [f"/api/v1/products/{slug}/" for slug in newest.values_list("slug", flat=True)[:_DETAILS]]
    for name, paths in ((DETAIL, details), (LIST, [f"/api/v1/products/?limit={_PAGE}"])):
        for how, server in (("", ours), (MADE, making)):
            yield Part(OURS, f"{name}{how}", server, paths, _OUR_REQUESTS)
            yield Part(OURS, f"{name}{how}{CONDITIONAL}", server, paths, _OUR_REQUESTS, is_conditional=True)


def _peer_parts(links: Server, facts: Server, ids: Sequence[int]) -> Iterator[Part]:
    lists = [f"/api/products/?structure=parent&limit={_PAGE}"]
    yield Part(PEER, DETAIL, links, [f"/api/products/{number}/" for number in ids[:_DETAILS]], _PEER_REQUESTS)
    yield Part(PEER, LIST, links, lists, _PEER_REQUESTS)
    yield Part(PEER, FACTS, facts, lists, _PEER_REQUESTS // 2)


def _ours(name: str, variables: Mapping[str, str]) -> AbstractContextManager[Server]:
    log = oscar.FOLDER / f"{name}.log"
    return serving(Path(sys.executable), "config.wsgi:application", variables, PROJECT, log)


def _theirs(name: str, variables: Mapping[str, str]) -> AbstractContextManager[Server]:
    return serving(oscar.PYTHON, oscar.APPLICATION, variables, PROJECT, oscar.FOLDER / f"{name}.log")


def services() -> Sequence[int]:
    """PostgreSQL with all its backends, and Redis."""
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    postmaster = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
    redis: int = cache.client.get_client().info("server")["process_id"]  # type: ignore[attr-defined]  # django-redis's
    return [postmaster, *descendants(postmaster), redis]
