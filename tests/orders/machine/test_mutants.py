"""Every planted mistake is noticed, so that the machine can be believed where it notices none."""

import pytest
from django.db import IntegrityError

from orders.errors import OrdersFault
from tests.orders.machine.mutants import MUTANTS, Mutant
from tests.orders.machine.running import walk
from tests.orders.machine.shop import Shop

# The machine is a good deal longer at it than a mistake needs to show.
RUNS = 2000


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_planted_mistake_is_noticed(mutant: Mutant, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)

    # The machine itself, the shop's own checks, or the database's.
    with pytest.raises((AssertionError, OrdersFault, IntegrityError)):
        walk(shop, runs=RUNS, is_explained=False)


def test_there_are_enough_mistakes() -> None:
    assert len(MUTANTS) >= 12
    assert len({mutant.__name__ for mutant in MUTANTS}) == len(MUTANTS)
