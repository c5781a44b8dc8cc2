"""The two shops with the same thousand products, and what is asked of both."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import connection

from catalog.management.sample.products import sample_products
from catalog.management.sample.words import HOUSES, SHELVES
from catalog.models import Product
from tests.benchmarks.catalog.options import BENCH, PROJECT
from tests.benchmarks.catalog.peer.rounds import Part, Spent, measure
from tests.benchmarks.catalog.peer.servers import Server, serving
from tests.benchmarks.processes import descendants
from tests.benchmarks.store import code_digest

OURS, PEER = "Vitrine", "django-oscar"
DETAIL, LIST, FACTS = "product detail", "product list", "product list with facts"
CONDITIONAL = ", known to the client"
PRODUCTS = 1_000
PAGE = 24
SEED = 7
_HERE = Path(__file__).parent
_FOLDER = BENCH / "oscar"
_PYTHON = _FOLDER / "venv" / "bin" / "python"
_DATABASE = "peer"
_OUR_REQUESTS, _PEER_REQUESTS = 2_000, 60
_DETAILS = 200


def measure_beside_peer(say: Callable[[str], None]) -> dict[tuple[str, str], Spent]:
    """What requests cost both shops, by shop and name. Ours must have the products of `sample` and its mirror."""
    say("installing django-oscar")
    _install()
    say(f"filling django-oscar with the same {PRODUCTS:,} products")
    environment = _peer_environment()
    _fill(environment)
    with ExitStack() as open_servers:
        ours = open_servers.enter_context(
            _served(Path(sys.executable), "config.wsgi:application", os.environ, OURS)
        )
        links, facts = (
            open_servers.enter_context(
                _served(
                    _PYTHON,
                    "tests.benchmarks.catalog.peer.shop.wsgi:application",
                    variables,
                    f"{PEER}-{name}",
                )
            )
            for name, variables in {
                "links": environment,
                "facts": {**environment, "PEER_LISTS": "facts"},
            }.items()
        )
        say("measuring both by turns")
        return measure([*_our_parts(ours), *_peer_parts(links, facts, environment)], _services)


def _our_parts(server: Server) -> Iterator[Part]:
    slugs = (
        Product.objects.for_sale("EUR").order_by("-published_at").values_list("slug", flat=True)[:_DETAILS]
    )
    details = [f"/api/v1/products/{slug}/" for slug in slugs]
    lists = [f"/api/v1/products/?limit={PAGE}"]
    for name, paths in ((DETAIL, details), (LIST, lists)):
        yield Part(OURS, name, server, paths, _OUR_REQUESTS)
        yield Part(OURS, f"{name}{CONDITIONAL}", server, paths, _OUR_REQUESTS, is_conditional=True)


def _peer_parts(links: Server, facts: Server, environment: Mapping[str, str]) -> Iterator[Part]:
    ids = json.loads(_run_in_shop("ids", environment))
    lists = [f"/api/products/?structure=parent&limit={PAGE}"]
    yield Part(PEER, DETAIL, links, [f"/api/products/{number}/" for number in ids[:_DETAILS]], _PEER_REQUESTS)
    yield Part(PEER, LIST, links, lists, _PEER_REQUESTS)
    yield Part(PEER, FACTS, facts, lists, _PEER_REQUESTS // 2)


def _services() -> Sequence[int]:
    """PostgreSQL with all its backends, and Redis."""
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    postmaster = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
    redis: int = cache.client.get_client().info("server")["process_id"]  # type: ignore[attr-defined]  # django-redis's
    return [postmaster, *descendants(postmaster), redis]


@contextmanager
def _served(python: Path, application: str, environment: Mapping[str, str], name: str) -> Iterator[Server]:
    variables = {**environment, "PYTHONPATH": str(PROJECT)}
    with serving(python, application, variables, PROJECT, _FOLDER / f"{name}.log") as server:
        yield server


def _install() -> None:
    """Into an environment of its own, unless it is there as the list wants it."""
    wanted = code_digest(_HERE / "requirements.txt")
    stamp = _FOLDER / ".stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    _FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(_FOLDER / "venv")], check=True)  # noqa: S603  # fixed words
    install = [str(_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--requirement", str(_HERE / "requirements.txt")], check=True)  # noqa: S603  # as above
    stamp.write_text(wanted)


def _peer_environment() -> dict[str, str]:
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{_DATABASE}").geturl()
    return {
        **os.environ,
        "PEER_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.catalog.peer.shop.settings",
        "PYTHONPATH": str(PROJECT),
    }


def _fill(environment: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{_DATABASE}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{_DATABASE}"')
    products = _FOLDER / "products.json"
    products.write_text(json.dumps(list(_described())))
    migrate = [str(_PYTHON), "-m", "django", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(migrate, cwd=PROJECT, env=dict(environment), check=True)  # noqa: S603  # our own words
    _run_in_shop("fill", environment, str(products))


def _run_in_shop(module: str, environment: Mapping[str, str], *arguments: str) -> str:
    command = [str(_PYTHON), "-m", f"tests.benchmarks.catalog.peer.shop.{module}", *arguments]
    done = subprocess.run(  # noqa: S603  # as above
        command, cwd=PROJECT, env=dict(environment), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _described() -> Iterator[dict[str, object]]:
    """What the peer's shop has a place for."""
    for product in islice(sample_products(PRODUCTS, SEED), PRODUCTS):
        yield {
            "name": product.name,
            "slug": product.slug,
            "description": product.description,
            "merchant": HOUSES[product.house],
            "category": SHELVES[product.shelf].name,
            "variants": [asdict(variant) for variant in product.variants],
        }
