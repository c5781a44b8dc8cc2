"""What can be asked of the benchmark, and where its results go."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.catalog.options import BENCH, PROJECT

__all__ = ["BENCH", "PROJECT", "RESULTS", "Options", "parsed"]

RESULTS = BENCH / "orders.json"


@dataclass(frozen=True)
class Options:
    """has_peer: django-oscar is measured. seconds: how long PostgreSQL is kept busy, each time. orders: how many each client places."""

    has_peer: bool
    seconds: int
    orders: int


def parsed(arguments: Sequence[str]) -> Options:
    """The options of a command line; ends the program with a sentence where they make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.orders",
        description="Measure carts and orders beside django-oscar and beside PostgreSQL by itself.",
    )
    parser.add_argument("--no-peer", action="store_true", help="leave django-oscar out")
    parser.add_argument(
        "--seconds", type=int, default=5, help="of each load on PostgreSQL (default: %(default)s)"
    )
    parser.add_argument(
        "--orders", type=int, default=200, help="how many each client places (default: %(default)s)"
    )
    given = parser.parse_args(arguments)
    if given.seconds < 1 or given.orders < 1:
        parser.error("--seconds and --orders are at least 1.")
    return Options(not given.no_peer, given.seconds, given.orders)
