"""Fills the shop that is measured."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from botocore.config import Config
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from catalog.management.sample.copying import AlreadyLoaded, load_products
from catalog.mirror import table
from catalog.search.refresh import rebuild_search
from tests.benchmarks.catalog.costs import Cost, cost_of

# Rows and indexes of a product with its variants, and as much again for what PostgreSQL writes ahead.
_BYTES_A_PRODUCT = 16_000
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Loaded:
    """What filling the shop costs: copying the products in, and writing the search's entries; None if they were there."""

    products: int
    copying: Cost | None
    searching: Cost | None
    database_bytes: int


def prepare() -> None:
    """Bring the empty database up to date, and prepare the connections for what is measured on them.

    A busy machine must not run them into the shop's time limits, and no parallel worker may do what would not be seen.
    """
    table.TIMEOUTS = table.TIMEOUTS.merge(
        Config(connect_timeout=_PATIENCE_SECONDS, read_timeout=_PATIENCE_SECONDS)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    call_command("migrate", verbosity=0)


def load(count: int, seed: int, say: Callable[[str], None]) -> Loaded:
    """Write so many made-up products, unless they are there. Raises OSError when the disk has no room for them."""
    _require_room(count)
    copying = searching = None
    try:
        _, copying = cost_of(
            lambda: load_products(count, seed, settings.SHOP_CURRENCY, lambda done: say(f"{done:,} products"))
        )
        _, searching = cost_of(lambda: rebuild_search(lambda done: _seldom(done, say)))
    except AlreadyLoaded as error:
        say(str(error))
    with connection.cursor() as cursor:
        # As autovacuum does sooner or later: index-only scans need it.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE catalog_searchentry")
        cursor.execute("SELECT pg_database_size(current_database())")
        size: int = cursor.fetchone()[0]
    return Loaded(count, copying, searching, size)


def _seldom(done: int, say: Callable[[str], None]) -> None:
    if done % 50_000 == 0:
        say(f"{done:,} products in the search")


def _require_room(count: int) -> None:
    free, wanted = shutil.disk_usage(Path.cwd()).free, count * _BYTES_A_PRODUCT
    if free < wanted:
        raise OSError(f"{count:,} products need some {wanted >> 30} GiB of disk, {free >> 30} are free.")
