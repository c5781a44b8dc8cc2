"""The mirror heals from whatever happened: nothing diverges, and nothing deleted is alive again.

`MIRROR_RUNS` says how many lives are lived.
"""

import os
from collections.abc import Callable

import pytest

from catalog.mirror import memory, relay, table
from catalog.mirror.item import SHELVES_PK
from catalog.mirror.verify import verify_mirror
from tests.catalog.mirror.healing.edits import EVERY_EDIT
from tests.catalog.mirror.healing.life import Life, divergent
from tests.factories.catalog import CategoryFactory

pytestmark = pytest.mark.django_db

RUNS = int(os.environ.get("MIRROR_RUNS", "10"))


@pytest.mark.parametrize("seed", range(RUNS))
def test_mirror_heals(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(seed, monkeypatch, EVERY_EDIT)

    life.live()
    life.heal()

    assert divergent() == []
    assert verify_mirror().differences == ()


def test_lives_meet_every_fault(monkeypatch: pytest.MonkeyPatch, fresh_shop: Callable[[], None]) -> None:
    seen: set[str] = set()
    points = ("leased", "read", "stored", "told", "unmarked", "asked the database", "asked the table")
    wanted = {"throttled", *(f"{fault}: {point}" for fault in ("killed", "paused") for point in points)}

    for seed in range(1000, 1020):
        fresh_shop()
        with monkeypatch.context() as patches:
            life = Life(seed, patches)
            life.live()
            seen |= life.faults.seen.keys()
        if seen >= wanted:
            break

    assert wanted - seen == set()


def test_shelves_that_were_written_without_telling_redis_are_told_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    CategoryFactory()
    with monkeypatch.context() as patches:
        patches.setattr(memory, "keep", lambda _pk, _kept: None)
        relay.refresh_shelves()

    relay.refresh_shelves()

    written = table.get(SHELVES_PK)
    assert written is not None
    assert memory.recall(SHELVES_PK) == memory.Kept.of(written)
