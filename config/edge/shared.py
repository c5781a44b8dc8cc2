"""Answers that are the same for everybody, given again for a moment without waking Django.

A page or document that is cached costs Django's middleware and a question to Redis, some ten times as much as sending
it. So each process remembers what it has just answered, as a shared cache would (RFC 9111), for a second.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any

from django.utils.http import parse_etags

Environ = dict[str, Any]
Headers = Sequence[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[str | None, ...]

# What the answer depends on beside the address. Whoever lacks the distribution's secret has another key than those
# who have it, and so never meets their answers.
ASKED_BY = (
    *("wsgi.url_scheme", "HTTP_HOST", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT"),
    *("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_ORIGIN_VERIFY"),
)
# With one of these a request wants more than the answer, or has it made for itself.
PASSING = (
    "HTTP_AUTHORIZATION",
    "HTTP_CACHE_CONTROL",
    "HTTP_RANGE",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
)
MOST_ANSWERS = 2_000
MOST_ANSWER_BYTES = 256 * 1024
# Of all bodies together, so that nobody fills the memory by asking for ever other pages.
MOST_BYTES = 32 * 1024 * 1024
# Without the body they would be wrong.
OF_THE_BODY = frozenset({"content-length", "content-type"})
NOT_FOR_ALL = frozenset({"set-cookie", "vary", "content-encoding"})


@dataclass(frozen=True)
class Shared:
    """An answer, for requests before `until` on the monotonic clock. Without a body it serves those who have it already."""

    headers: Headers
    body: bytes | None
    etag: str
    until: float

    @property
    def size(self) -> int:
        """Bytes of its body."""
        return len(self.body or b"")

    def suits(self, condition: str) -> bool:
        """Whether it answers a request with this If-None-Match, which may be empty, now."""
        return self.until > time.monotonic() and (self.body is not None or self._is_known(condition))

    def give(self, condition: str, start_response: StartResponse) -> Iterable[bytes]:
        """The answer, or that whoever asks has it already."""
        if self.body is None or self._is_known(condition):
            kept = [header for header in self.headers if header[0].lower() not in OF_THE_BODY]
            start_response(_line(HTTPStatus.NOT_MODIFIED), kept)
            return ()
        start_response(_line(HTTPStatus.OK), list(self.headers))
        return (self.body,)

    def _is_known(self, condition: str) -> bool:
        """By weak comparison (RFC 9110, section 13.1.2)."""
        if not condition or not self.etag:
            return False
        # Most clients send the one that they have, as it is.
        known = self.etag.removeprefix("W/")
        return condition == self.etag or any(
            etag == "*" or etag.removeprefix("W/") == known for etag in parse_etags(condition)
        )


class SharedAnswers:
    """The WSGI application, asked again for an answer only `seconds` after it gave it; with 0 it is asked always."""

    def __init__(self, application: Application, seconds: float) -> None:
        self._application = application
        self._seconds = seconds
        self._answers: dict[Key, Shared] = {}
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self._seconds or environ["REQUEST_METHOD"] != "GET" or any(map(environ.get, PASSING)):
            return self._application(environ, start_response)
        key = tuple(map(environ.get, ASKED_BY))
        condition = environ.get("HTTP_IF_NONE_MATCH", "")
        shared = self._answers.get(key)
        if shared is not None and shared.suits(condition):
            return shared.give(condition, start_response)
        return self._ask(key, environ, start_response)

    def _ask(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        begun: list[tuple[str, Headers]] = []

        def begin(status: str, headers: Headers, *details: Any) -> Any:  # noqa: ANN401  # WSGI's signature
            begun.append((status, headers))
            return start_response(status, headers, *details)

        body = self._application(environ, begin)
        if not begun or not _is_shared(*begun[-1]):
            return body
        try:
            whole = b"".join(body)
        finally:
            if close := getattr(body, "close", None):
                close()
        self._remember(key, *begun[-1], whole)
        return (whole,)

    def _remember(self, key: Key, status: str, headers: Headers, body: bytes) -> None:
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        kept = body if status == _line(HTTPStatus.OK) else None
        shared = Shared(tuple(headers), kept, etag, time.monotonic() + self._seconds)
        with self._lock:
            before = self._answers.pop(key, None)
            self._bytes += shared.size - (before.size if before else 0)
            if len(self._answers) >= MOST_ANSWERS or self._bytes > MOST_BYTES:
                # None lives longer than a moment, so what is still good is soon back.
                self._answers.clear()
                self._bytes = shared.size
            self._answers[key] = shared


def _is_shared(status: str, headers: Headers) -> bool:
    """Whether the answer says that a shared cache may keep it, and is small and whole, or says that it is known."""
    said = {name.lower(): value for name, value in headers}
    if not said.get("cache-control", "").startswith("public") or NOT_FOR_ALL & said.keys():
        return False
    if status == _line(HTTPStatus.NOT_MODIFIED):
        return "etag" in said
    size = said.get("content-length", "")
    return status == _line(HTTPStatus.OK) and size.isdigit() and int(size) <= MOST_ANSWER_BYTES


def _line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"
