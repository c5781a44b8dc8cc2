"""Places in the work of relays and readers at which they are killed, paused or turned away."""

from collections.abc import Callable
from random import Random
from typing import ParamSpec, TypeVar

import pytest

from catalog.errors import MirrorUnavailable
from catalog.mirror import memory, relay, source, table
from catalog.mirror.reading import places

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# Before and after what happens there, in the order of a relay's work; the last three are a reader's as well.
LEASED, READ, STORED, TOLD, UNMARKED = "leased", "read", "stored", "told", "unmarked"
ASKED_DATABASE, ASKED_TABLE = "asked the database", "asked the table"
KILLS, PAUSES, THROTTLES = 0.06, 0.12, 0.08


class Killed(BaseException):
    """The process is gone, as by `kill -9`: nothing of ours runs any more."""


class Faults:
    """`meanwhile` is what others do while somebody is paused; `seen` counts what happened where."""

    def __init__(self, random: Random, meanwhile: Callable[[], None]) -> None:
        self._random = random
        self._meanwhile = meanwhile
        self.are_on = True
        self.seen: dict[str, int] = {}

    def at(self, point: str) -> None:
        """Raises Killed, now and then."""
        if not self.are_on:
            return
        chance = self._random.random()
        if chance < KILLS:
            self._count(f"killed: {point}")
            raise Killed(point)
        if chance < KILLS + PAUSES:
            self._count(f"paused: {point}")
            self._meanwhile()

    def throttle(self) -> None:
        """Raises MirrorUnavailable, now and then."""
        if self.are_on and self._random.random() < THROTTLES:
            self._count("throttled")
            raise MirrorUnavailable("Throttled.")

    def _count(self, what: str) -> None:
        self.seen[what] = self.seen.get(what, 0) + 1


def install(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> None:
        return None

    def around(
        original: Callable[Arguments, Result],
        before: Callable[[], None] = nothing,
        after: Callable[[], None] = nothing,
    ) -> Callable[Arguments, Result]:
        def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            before()
            result = original(*args, **kwargs)
            after()
            return result

        return call

    def at(point: str) -> Callable[[], None]:
        return lambda: faults.at(point)

    monkeypatch.setattr(relay, "load_by_slugs", around(source.load_by_slugs, at(LEASED), at(READ)))
    monkeypatch.setattr(table, "put", around(table.put, faults.throttle, at(STORED)))
    monkeypatch.setattr(memory, "keep", around(memory.keep, after=at(TOLD)))
    monkeypatch.setattr(relay, "_mark_done", around(relay._mark_done, at(UNMARKED)))
    monkeypatch.setattr(table, "get", around(table.get, after=at(ASKED_TABLE)))
    monkeypatch.setattr(source, "load_by_slugs", around(source.load_by_slugs, after=at(ASKED_DATABASE)))
    # A paused reader waits for nobody but for those who work meanwhile in its own thread.
    monkeypatch.setattr(places, "FALLBACK_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(memory, "LOOK_AGAIN_SECONDS", 0.01)
