"""What this Stripe remembers. One lock holds for all of it: each call happens at one moment."""

import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import Any

Thing = dict[str, Any]


@dataclass
class Store:
    """Objects by id, and the events that were made, oldest first. `clock` is seconds since 1970."""

    sessions: dict[str, Thing] = field(default_factory=dict)
    intents: dict[str, Thing] = field(default_factory=dict)
    charges: dict[str, Thing] = field(default_factory=dict)
    refunds: dict[str, Thing] = field(default_factory=dict)
    disputes: dict[str, Thing] = field(default_factory=dict)
    events: list[Thing] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):024d}"

    def now(self) -> int:
        return int(time.time())

    def tell(self, kind: str, thing: Thing) -> None:
        """An event with the object as it is now."""
        self.events.append(
            {
                "id": self.new_id("evt"),
                "object": "event",
                "api_version": "2026-10-28.endive",
                "created": self.now(),
                "livemode": False,
                "pending_webhooks": 1,
                "request": {"id": None, "idempotency_key": None},
                "type": kind,
                "data": {"object": dict(thing)},
            }
        )
