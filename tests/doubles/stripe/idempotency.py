"""Idempotency keys: https://docs.stripe.com/api/idempotent_requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from tests.doubles.stripe.problems import Problem

Reply = tuple[HTTPStatus, dict[str, Any]]
MOST_LETTERS = 255


@dataclass
class Keys:
    """Replies by key, with the request that each was first used for."""

    replies: dict[str, tuple[str, Reply]] = field(default_factory=dict)

    def once(self, key: str, request: str, act: Callable[[], Reply]) -> tuple[Reply, bool]:
        """The reply, and whether it is a repetition. Without a key each request is its own."""
        if not key:
            return act(), False
        if len(key) > MOST_LETTERS:
            raise Problem("Idempotency keys are at most 255 letters.", kind="idempotency_error")
        if key in self.replies:
            used_for, reply = self.replies[key]
            if used_for != request:
                raise Problem(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                    kind="idempotency_error",
                )
            return reply, True
        reply = act()
        self.replies[key] = (request, reply)
        return reply, False
