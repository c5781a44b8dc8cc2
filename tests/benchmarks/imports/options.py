"""What can be asked of the benchmark, and where its results go."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.catalog.options import BENCH, PROJECT

__all__ = ["FEW", "PROJECT", "RESULTS", "Options", "parsed"]

RESULTS = BENCH / "imports.json"
# The memory that a list of so many rows needs is what a longer one is held to.
FEW = 500


@dataclass(frozen=True)
class Options:
    """rows: of the long list."""

    rows: int


def parsed(arguments: Sequence[str]) -> Options:
    """The options of a command line; ends the program with a sentence where they make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.imports",
        description="Measure what bringing in a long list costs, twice.",
    )
    parser.add_argument("--rows", type=int, default=20_000, help="of the list (default: %(default)s)")
    given = parser.parse_args(arguments)
    if given.rows <= FEW:
        parser.error(f"--rows is more than {FEW}.")
    return Options(given.rows)
