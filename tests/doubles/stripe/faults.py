"""What goes wrong on the way, on demand."""

import enum
from collections import deque
from dataclasses import dataclass, field


class Fault(enum.Enum):
    """One request's misfortune. The first three answer; of the others the client never hears."""

    SERVER_ERROR = 500
    CONFLICT = 409
    TOO_MANY = 429
    RESET_BEFORE = "the connection breaks, and nothing was done"
    RESET_AFTER = "the connection breaks when all was done"
    SILENCE = "all is done, and no answer comes"


@dataclass
class Faults:
    """Those to come, each for the next request whose method and path begin so ("POST /v1/refunds")."""

    waiting: deque[tuple[str, Fault]] = field(default_factory=deque)

    def add(self, request: str, *faults: Fault) -> None:
        self.waiting.extend((request, fault) for fault in faults)

    def take(self, request: str) -> Fault | None:
        for position, (wanted, fault) in enumerate(self.waiting):
            if request.startswith(wanted):
                del self.waiting[position]
                return fault
        return None
