"""How long whoever asks payment providers waits for them, over all that is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

# A shopper waits for this, and a web process with them: a fifth of what a request may be claimed for (LEASE).
WEB_SECONDS = 12.0
# Nobody watches a worker, and what is asked anew costs more than to wait.
WORKER_SECONDS = 30.0


class Patience:
    """With providers that answer: once one has not, nobody is asked any more."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = monotonic() + seconds
        self.is_lost = False

    @property
    def seconds_left(self) -> float:
        return 0.0 if self.is_lost else max(self._ends_at - monotonic(), 0.0)

    def lose(self) -> None:
        self.is_lost = True


_CURRENT: ContextVar[Patience | None] = ContextVar("patience_with_providers", default=None)


@contextmanager
def patience_of(seconds: float) -> Iterator[Patience]:
    """All that is asked within this takes at most about so many seconds."""
    patience = Patience(seconds)
    token = _CURRENT.set(patience)
    try:
        yield patience
    finally:
        _CURRENT.reset(token)


@contextmanager
def some_patience() -> Iterator[Patience]:
    """What there is, or as much as a shopper has where nobody has said."""
    patience = _CURRENT.get()
    if patience is not None:
        yield patience
    else:
        with patience_of(WEB_SECONDS) as patience:
            yield patience
