import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.mirror.sharing.flights import Flights

CROWD = 8


class Slow:
    """A fetch that lands only when it is told to, and counts how often it set off."""

    def __init__(self, error: Exception | None = None) -> None:
        self.departures = 0
        self.departed = threading.Event()
        self.may_land = threading.Event()
        self._error = error

    def __call__(self) -> str:
        self.departures += 1
        self.departed.set()
        assert self.may_land.wait(60)
        if self._error:
            raise self._error
        return "brought"


def crowd(flights: Flights[str], fetch: Slow, pool: ThreadPoolExecutor) -> list[object]:
    """What each of a crowd gets who ask while the first one is under way."""
    asked = [pool.submit(flights.bring, "chair", fetch)]
    assert fetch.departed.wait(60)
    asked += [pool.submit(flights.bring, "chair", fetch) for _ in range(CROWD - 1)]
    with flights._lock:
        flight = flights._under_way["chair"]
    while len(flight._condition._waiters) < CROWD - 1:  # type: ignore[attr-defined]  # how a Condition keeps who waits
        threading.Event().wait(0.001)
    fetch.may_land.set()
    return [each.exception(60) or each.result() for each in asked]


def test_crowd_is_brought_what_one_fetched() -> None:
    flights, fetch = Flights[str](), Slow()

    with ThreadPoolExecutor(CROWD) as pool:
        answers = crowd(flights, fetch, pool)

    assert answers == ["brought"] * CROWD
    assert fetch.departures == 1


def test_crowd_shares_an_error_and_the_next_one_tries_again() -> None:
    flights, fetch = Flights[str](), Slow(ValueError("lost"))

    with ThreadPoolExecutor(CROWD) as pool:
        answers = crowd(flights, fetch, pool)

    assert [type(answer) for answer in answers] == [ValueError] * CROWD
    assert flights.bring("chair", lambda: "found") == "found"


def test_different_things_do_not_wait_for_each_other() -> None:
    flights = Flights[str]()

    assert flights.bring("chair", lambda: flights.bring("stool", lambda: "stool")) == "stool"


def test_interrupted_flight_leaves_nobody_waiting() -> None:
    flights = Flights[str]()

    def stop() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        flights.bring("chair", stop)

    assert flights.bring("chair", lambda: "found") == "found"
