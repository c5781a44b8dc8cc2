"""Programs that speak to the running shop over HTTP, and ask again where nothing comes back."""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPMessage
from typing import Any

from tests.orders.rush.crowd import TIMEOUT_SECONDS, at_once

# More than a lease lasts: whoever held one may have died.
PATIENCE = 60


@dataclass(frozen=True)
class Call:
    """A POST of JSON; `headers` as they are sent, of which `Idempotency-Key` is one."""

    path: str
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    headers: HTTPMessage

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.body)
        return document

    @property
    def problem(self) -> tuple[int, str]:
        """The status and the code of a problem document."""
        return self.status, self.document["code"]

    @property
    def is_under_way(self) -> bool:
        """Whether the same request is being carried out, so that it is to be sent again."""
        is_running = self.status == HTTPStatus.CONFLICT and self.document["code"] == "request_running"
        assert not is_running or int(self.headers["Retry-After"]) > 0
        return is_running


def post(port: int, call: Call) -> Reply:
    """Raises OSError or HTTPException where nothing comes back."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)) as connection:
        return _posted(connection, call)


def post_together(ports: Sequence[int], calls: Sequence[Call]) -> list[Reply]:
    """All at the same moment, in turn at each of the ports; the replies in order, if any came."""
    return at_once(ports, [partial(_posted, call=call) for call in calls])


def post_until_told(port: int, call: Call) -> Reply:
    """As often as the shop says that it is being carried out."""
    for _ in range(PATIENCE):
        reply = post(port, call)
        if not reply.is_under_way:
            return reply
        time.sleep(int(reply.headers["Retry-After"]))
    raise TimeoutError(f"{call.path} is being carried out for ever.")


def _posted(connection: HTTPConnection, call: Call) -> Reply:
    headers = {"Content-Type": "application/json", **call.headers}
    connection.request("POST", call.path, json.dumps(call.body).encode(), headers)
    answer = connection.getresponse()
    return Reply(answer.status, answer.read(), answer.headers)
