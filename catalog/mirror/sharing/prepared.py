"""What a process has made out of a document once, for every request that comes after.

Nothing here expires: whoever asks says what the thing is made of, and what was made of something else is made anew.
Staleness is therefore that of the sources alone.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True)
class _Entry:
    sources: tuple[object, ...]
    made: Any
    bytes: int


class Prepared:
    """The things used last, as many as weigh `most_bytes` together."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = Lock()

    def get(
        self,
        key: Hashable,
        sources: tuple[object, ...],
        make: Callable[[], Made],
        weigh: Callable[[Made], int],
    ) -> Made:
        """What `make` made of equal `sources` under this key, or makes now; `weigh` says how many bytes it takes.

        Two threads may make the same thing at a time, which is the same as once. What `make` raises is passed on.
        """
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry.sources == sources:
                self._entries.move_to_end(key)
                made: Made = entry.made
                return made
        made = make()
        self._put(key, _Entry(sources, made, weigh(made)))
        return made

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    @property
    def bytes(self) -> int:
        return self._bytes

    def _put(self, key: Hashable, entry: _Entry) -> None:
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._bytes += entry.bytes - (replaced.bytes if replaced else 0)
            self._entries[key] = entry
            while self._bytes > self._most_bytes:
                _, oldest = self._entries.popitem(last=False)
                self._bytes -= oldest.bytes
