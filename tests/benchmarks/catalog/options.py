"""What can be asked of the benchmark, and where its results go."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
BENCH = PROJECT / "build" / "bench"
RESULTS = BENCH / "catalog.json"


@dataclass(frozen=True)
class Options:
    """products: how many the shop has; with none only the peer is measured. mirrored: how many of them, the newest, are written into the mirror. stack: where the services keep
    their data for another run, which then loads nothing; thrown away when it is None.
    """

    products: int
    mirrored: int
    questions: int
    has_peer: bool
    stack: Path | None


def parsed(arguments: Sequence[str]) -> Options:
    """The options of a command line; ends the program with a sentence where they make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.catalog",
        description="Measure the catalogue with a million products, and beside django-oscar with a thousand.",
    )
    parser.add_argument("--products", type=int, default=1_000_000, help="how many (default: %(default)s)")
    parser.add_argument("--mirrored", type=int, default=10_000, help="how many of them are mirrored")
    parser.add_argument("--questions", type=int, default=1_000, help="how many the search is asked")
    parser.add_argument("--peer", action="store_true", help="first measure django-oscar from PyPI beside us")
    parser.add_argument(
        "--stack", type=Path, metavar="DIR", help="keep the shop in DIR, and use what is there"
    )
    given = parser.parse_args(arguments)
    if given.products and not 1_000 <= given.mirrored <= given.products:
        parser.error("--mirrored is from 1000 to --products.")
    if not given.products and not given.peer:
        parser.error("--products 0 measures nothing but the peer, so it needs --peer.")
    if given.questions < 1:
        parser.error("--questions is at least 1.")
    return Options(given.products, given.mirrored, given.questions, given.peer, given.stack)
