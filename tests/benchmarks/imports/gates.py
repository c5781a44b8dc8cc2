"""What is asked of imports, and the records that follow from what was measured."""

from collections.abc import Iterator

from tests.benchmarks.imports.lists import MadeUp
from tests.benchmarks.imports.rounds import Round
from tests.benchmarks.imports.shop import Brought
from tests.benchmarks.records import Record, Target, record

_MEMORY = Target(1.1, is_ratio=True)
_NONE = Target(0)


def import_records(made: MadeUp, first: Brought, again: Brought, few: Brought) -> Iterator[Record]:
    """`few` is a list of few rows, brought in before."""
    for called, brought in (("", first), (" again", again)):
        yield _rate(f"checked{called}", made, brought.check)
        yield _rate(f"taken{called}", made, brought.taking)
    most, least = (max(each.check.memory, each.taking.memory) for each in (first, few))
    yield record(
        "memory of the worker beside a short list", round(most), "MB", peer=round(least), target=_MEMORY
    )
    yield record("products that the list changes the second time", again.changed, "products", target=_NONE)
    yield record("products refused", first.refused + again.refused, "products", target=_NONE)


def _rate(name: str, made: MadeUp, spent: Round) -> Record:
    note = (
        f"{made.rows:,} rows, {made.products:,} products in {spent.seconds:.0f} s, of which the worker's processor "
        f"{spent.processor:.0f} s; {spent.statements / made.products:.1f} statements a product"
    )
    return record(name, round(made.rows / spent.seconds, 1), "rows a second", note=note)
