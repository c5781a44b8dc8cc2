"""Merchants' programs, which work over HTTP and go on whatever breaks."""

import random
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from uuid import uuid4

from accounts.models import Merchant
from tests.factories.accounts import make_key
from tests.orders.rush.programs import PATIENCE, Call, Reply, post
from tests.orders.rush.shoppers import WAIT_SECONDS, Told

ORDERS = "/api/v1/merchant/orders/"
STOCK = "/api/v1/merchant/stock/"


def new_mark() -> str:
    """What a request is known by: it is its Idempotency-Key, and stands in what the request writes."""
    return uuid4().hex


@dataclass
class Desk:
    """Speaks for all merchants, and for buyers who have no key. `tokens` are the merchants' API keys."""

    ports: Sequence[int]
    tokens: Mapping[int, str]
    told: Told
    ended: threading.Event
    chance: random.Random = field(default_factory=lambda: random.Random(5))  # noqa: S311  # no secret

    def do(self, path: str, body: object, *, mark: str, merchant_id: int | None = None) -> Reply | None:
        """What is answered to what was done; None for what was refused, or when everything has ended meanwhile.

        Asked again under the same key until somebody answers, however often processes die. Notes whatever should not have
        been answered.
        """
        key = {} if merchant_id is None else {"Authorization": f"Bearer {self.tokens[merchant_id]}"}
        reply = self._told(Call(path, body, {"Idempotency-Key": mark, **key}))
        if reply is None or reply.status == HTTPStatus.CONFLICT:
            return None
        if reply.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
            self.told.unexpected.append(f"{path}: {reply.status} {reply.body!r}")
            return None
        return reply

    def _told(self, call: Call) -> Reply | None:
        for _ in range(2 * PATIENCE):
            with suppress(OSError, HTTPException):
                reply = post(self.chance.choice(self.ports), call)
                if not reply.is_under_way:
                    return reply
            self.told.asked_again += 1
            if self.ended.wait(WAIT_SECONDS):
                return None
        raise TimeoutError(f"Nobody answers at {call.path}.")


def tokens_of(merchants: Sequence[Merchant]) -> dict[int, str]:
    """A key for each, by merchant."""
    return {merchant.pk: make_key(merchant).token for merchant in merchants}
