"""django-oscar in an environment and a database of its own, with the same products as ours."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from catalog.management.sample.products import sample_products
from catalog.management.sample.words import HOUSES, SHELVES
from tests.benchmarks.catalog.options import BENCH, PROJECT
from tests.benchmarks.store import code_digest

APPLICATION = "tests.benchmarks.catalog.peer.shop.wsgi:application"
FOLDER = BENCH / "oscar"
PYTHON = FOLDER / "venv" / "bin" / "python"
_LIST = Path(__file__).parent / "requirements.txt"
_DATABASE = "peer"


def install() -> None:
    """Bring the environment to `build/bench/oscar` as its list wants it, unless it is there."""
    wanted = code_digest(_LIST)
    stamp = FOLDER / ".stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER / "venv")], check=True)  # noqa: S603  # fixed words
    options = ("--quiet", "--disable-pip-version-check", "--requirement", str(_LIST))
    subprocess.run([str(PYTHON), "-m", "pip", "install", *options], check=True)  # noqa: S603  # as above
    stamp.write_text(wanted)


def environment() -> dict[str, str]:
    """The variables under which the peer's programs run."""
    return {
        **os.environ,
        "PEER_DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{_DATABASE}").geturl(),
        "PEER_MEDIA": str(FOLDER / "media"),
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.catalog.peer.shop.settings",
        "PYTHONPATH": str(PROJECT),
    }


def fill(variables: Mapping[str, str], count: int, seed: int) -> None:
    """Make its database anew, with the sample's products."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{_DATABASE}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{_DATABASE}"')
    products = FOLDER / "products.json"
    products.write_text(json.dumps(list(_described(count, seed))))
    _run(variables, "django", "migrate", "--no-input", "--verbosity", "0")
    _run(variables, "tests.benchmarks.catalog.peer.shop.fill", str(products))


def newest_ids(variables: Mapping[str, str]) -> list[int]:
    """The primary keys of its products."""
    ids: list[int] = json.loads(_run(variables, "tests.benchmarks.catalog.peer.shop.ids"))
    return ids


def plentiful_ids(variables: Mapping[str, str], left: int) -> list[int]:
    """The primary keys of the variants of which it has as many as that."""
    ids: list[int] = json.loads(_run(variables, "tests.benchmarks.catalog.peer.shop.ids", str(left)))
    return ids


def _run(variables: Mapping[str, str], module: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own words
        [str(PYTHON), "-W", "ignore", "-m", module, *arguments],
        cwd=PROJECT,
        env=dict(variables),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def _described(count: int, seed: int) -> Iterator[dict[str, object]]:
    """What the peer's shop has a place for."""
    for product in sample_products(count, seed):
        yield {
            "name": product.name,
            "slug": product.slug,
            "description": product.description,
            "merchant": HOUSES[product.house],
            "category": SHELVES[product.shelf].name,
            "variants": [asdict(variant) for variant in product.variants],
        }
