"""Sends what has happened, signed: https://docs.stripe.com/webhooks#verify-manually."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable

from tests.doubles.stripe.objects.store import Store, Thing

# Takes a body and a signature, gives a status.
Post = Callable[[bytes, str], int]
MOST_TRIES = 4


def signature_of(body: bytes, *secrets: str, at: int | None = None) -> str:
    """As Stripe writes it, with one signature a secret: an older one is still used while it is replaced."""
    stamp = int(time.time()) if at is None else at
    signed = f"{stamp}.".encode() + body
    digests = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={stamp}", *(f"v1={digest}" for digest in digests), "v0=0"])


class Webhooks:
    """Sends events in the order in which they happened, each until it is taken, and more often when asked to."""

    def __init__(self, store: Store, *secrets: str) -> None:
        self._store = store
        self._secrets = secrets
        self._sent = 0

    def send(self, post: Post, *, times: int = 1) -> list[int]:
        """All that was not sent before; the statuses that came back."""
        with self._store.lock:
            events = self._store.events[self._sent :]
            self._sent = len(self._store.events)
        return [status for event in events for _ in range(times) for status in self._insist(post, event)]

    def lose(self) -> int:
        """What was not sent before is never sent; how much that was."""
        lost = len(self._store.events) - self._sent
        self._sent = len(self._store.events)
        return lost

    def _insist(self, post: Post, event: Thing) -> list[int]:
        body = json.dumps(event).encode()
        statuses: list[int] = []
        while len(statuses) < MOST_TRIES and (not statuses or statuses[-1] >= 300):
            statuses.append(post(body, signature_of(body, *self._secrets)))
        return statuses
