"""Fills the shop that is measured."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from botocore.config import Config
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from catalog.management.sample.copying import AlreadyLoaded, load_products
from catalog.mirror import table
from catalog.models import SearchEntry
from catalog.search.refresh import rebuild_search
from tests.benchmarks.catalog.costs import Cost, cost_of, summed

# Rows and indexes of a product with its variants, and as much again for what PostgreSQL writes ahead.
_BYTES_A_PRODUCT = 16_000
_PATIENCE_SECONDS = 60
PART = 50_000
# Of the sample's products, some are drafts or put away.
_ON_SALE = 0.9


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
    """Write so many made-up products, in parts from this seed on; what is there already is not written again.

    Raises OSError when the disk has no room for them.
    """
    _require_room(count)
    copying, searching = [], None
    for number, size in enumerate(parts(count)):
        with suppress(AlreadyLoaded):
            _, cost = cost_of(
                partial(load_products, size, seed + number, settings.SHOP_CURRENCY, _say_nothing)
            )
            copying.append(cost)
        say(f"{min(count, (number + 1) * PART):,} products")
    if SearchEntry.objects.count() < count * _ON_SALE:
        _, searching = cost_of(lambda: rebuild_search(lambda done: _seldom(done, say)))
    with connection.cursor() as cursor:
        # As autovacuum does sooner or later: index-only scans need it.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE catalog_searchentry")
        cursor.execute("SELECT pg_database_size(current_database())")
        database_bytes: int = cursor.fetchone()[0]
    is_all_new = len(copying) == len(parts(count))
    return Loaded(count, summed(copying) if is_all_new else None, searching, database_bytes)


def parts(count: int) -> list[int]:
    """How many products are written at once, so that an interrupted run need not begin anew."""
    return [PART] * (count // PART) + ([count % PART] if count % PART else [])


def _say_nothing(_done: int) -> None:
    """Parts are told of as a whole."""


def _seldom(done: int, say: Callable[[str], None]) -> None:
    if done % 50_000 == 0:
        say(f"{done:,} products in the search")


def _require_room(count: int) -> None:
    free, wanted = shutil.disk_usage(Path.cwd()).free, count * _BYTES_A_PRODUCT
    if free < wanted:
        raise OSError(f"{count:,} products need some {wanted >> 30} GiB of disk, {free >> 30} are free.")
