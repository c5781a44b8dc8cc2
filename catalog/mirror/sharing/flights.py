"""Requests for one missing thing: the first goes for it, the others wait for what it brings."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Brought = TypeVar("Brought")


class Flights(Generic[Brought]):
    """At most one flight a key at a time in this process."""

    def __init__(self) -> None:
        self._under_way: dict[str, Future[Brought]] = {}
        self._lock = Lock()

    def bring(self, key: str, fetch: Callable[[], Brought]) -> Brought:
        """What `fetch` returns or raises, fetched by this thread or by one that set off before it.

        Whoever sets off later than a flight's landing goes itself, so nobody gets what is older than its question by
        more than one flight. Every wait in `fetch` must have an end, because the others wait as long.
        """
        with self._lock:
            flight = self._under_way.get(key)
            leads = flight is None
            if flight is None:
                flight = self._under_way[key] = Future()
        if leads:
            self._fly(key, flight, fetch)
        return flight.result()

    def _fly(self, key: str, flight: Future[Brought], fetch: Callable[[], Brought]) -> None:
        try:
            flight.set_result(fetch())
        except BaseException as error:  # noqa: BLE001  # whatever it is, nobody may wait for it forever
            flight.set_exception(error)
        finally:
            with self._lock:
                del self._under_way[key]
