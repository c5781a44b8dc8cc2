"""Visits of somebody whom the shop does not know: requests that keep their cookies."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

ANSWERS = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.FOUND})


@dataclass
class Visit:
    """One shopper on a connection that lasts, as those of a load balancer do."""

    connection: HTTPConnection
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, {})[1]

    def lead(self, path: str) -> str:
        """Look at a page; where it leads on by itself, "" when it is what was looked for."""
        return self._ask("GET", path, None, {})[0]

    def form(self, path: str, fields: Mapping[str, object]) -> str:
        """Post it as a page of the shop would; where the answer leads."""
        token = self.cookies.get("csrftoken", "")
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self._ask("POST", path, body, headers)[0]

    def json(self, path: str, fields: Mapping[str, object], **said: str) -> Any:  # noqa: ANN401  # JSON
        """Post it as a program would, with more headers if any are `said`; the answer."""
        headers = {"Content-Type": "application/json", "Accept": "application/json", **said}
        return json.loads(self._ask("POST", path, json.dumps(fields), headers)[1])

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> tuple[str, str]:
        """(where it leads, body). Raises RuntimeError for an answer whose cost would flatter."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**headers, **({"Cookie": cookies} if cookies else {})}
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status not in ANSWERS:
            raise RuntimeError(f"{method} {path} was answered with {answer.status}: {text[:300]}")
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.headers.get("Location", ""), text
