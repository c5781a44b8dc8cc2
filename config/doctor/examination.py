"""Runs checks side by side, none of which can hold up or bring down another."""

import enum
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connections

logger = logging.getLogger(__name__)

# Says in words what is well.
Check = Callable[[], str]


class State(enum.Enum):
    """WELL and ILL are known; UNKNOWN is what this process may not look at, such as settings of a bucket."""

    WELL = "well"
    ILL = "ill"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """What a check found, in words; `advice` is what to do about it."""

    check: str
    state: State
    detail: str
    advice: str
    milliseconds: int


class Trouble(Exception):
    """Something is wrong: what, and what to do about it."""

    def __init__(self, detail: str, advice: str) -> None:
        super().__init__(detail)
        self.advice = advice


class NotPermitted(Trouble):
    """This process may not look; whether something is wrong stays unknown."""


def examine(checks: Mapping[str, Check], *, seconds: float) -> list[Finding]:
    """What each check finds, in their order. One that takes longer than `seconds` is ill and left to itself."""
    found: dict[str, Finding] = {}
    threads = {
        name: threading.Thread(
            target=lambda name=name, check=check: found.update({name: _examined(name, check)})
        )
        for name, check in checks.items()
    }
    for thread in threads.values():
        thread.daemon = True  # one that hangs must not keep the process from ending
        thread.start()
    until = time.monotonic() + seconds
    for thread in threads.values():
        thread.join(max(0.0, until - time.monotonic()))
    given_up = "See whether what it asks is reachable from here: address, security group, route."
    return [
        found.get(name)
        or Finding(name, State.ILL, f"No answer within {seconds:g} seconds.", given_up, round(seconds * 1000))
        for name in checks
    ]


def _examined(name: str, check: Check) -> Finding:
    began_at = time.monotonic()
    try:
        state, detail, advice = State.WELL, check(), ""
    except NotPermitted as trouble:
        state, detail, advice = State.UNKNOWN, str(trouble), trouble.advice
    except Trouble as trouble:
        state, detail, advice = State.ILL, str(trouble), trouble.advice
    except Exception as error:  # whatever it is, the others go on
        logger.debug("check_failed", exc_info=True, extra={"check": name})
        state, detail = State.ILL, f"{type(error).__name__}: {error}"
        advice = "Nobody foresaw this; run the command again with LOG_LEVEL=DEBUG to see where it comes from."
    finally:
        # A database connection belongs to the thread that opened it, and this one ends.
        connections.close_all()
    return Finding(name, state, detail, advice, round((time.monotonic() - began_at) * 1000))
