"""What follows from figures that were made up for the purpose."""

import pytest

from tests.benchmarks.imports.gates import import_records
from tests.benchmarks.imports.lists import MadeUp
from tests.benchmarks.imports.rounds import Round
from tests.benchmarks.imports.shop import Brought


def brought(memory: float, changed: int = 0, refused: int = 0) -> Brought:
    spent = Round(10.0, 4.0, memory, 500)
    return Brought(spent, spent, changed, refused)


@pytest.mark.parametrize(
    ("memory", "changed", "refused", "holds"),
    [(109, 0, 0, (True, True, True)), (120, 0, 0, (False, True, True)), (100, 1, 2, (True, False, False))],
)
def test_length_costs_no_memory_and_the_second_time_changes_nothing(
    memory: float, changed: int, refused: int, holds: tuple[bool, ...]
) -> None:
    made = MadeUp(b"", rows=100, products=50)

    records = list(
        import_records(made, brought(memory, changed=50), brought(memory, changed, refused), brought(100))
    )

    assert tuple(each.holds for each in records[-3:]) == holds
    assert (records[0].value, records[0].unit) == (10.0, "rows a second")
    assert "10.0 statements a product" in records[0].note
