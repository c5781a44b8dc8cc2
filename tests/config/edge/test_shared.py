"""Answers for everybody are given again for a moment, and nobody gets one that was made for others."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config import wsgi
from config.edge import shared
from config.edge.shared import MOST_ANSWER_BYTES, SharedAnswers

PUBLIC = {"Cache-Control": "public, max-age=0, s-maxage=60", "ETag": '"one"', "Content-Type": "text/plain"}


class Shop:
    """A WSGI application that numbers its answers, and knows whether they were closed."""

    def __init__(self, headers: dict[str, str], status: str = "200 OK", size: int = 1) -> None:
        self.asked = self.closed = 0
        self._headers, self._status, self._size = headers, status, size

    def __call__(self, environ: dict[str, Any], start_response: Any) -> "Body":  # noqa: ANN401  # WSGI's
        self.asked += 1
        if environ.get("HTTP_IF_NONE_MATCH") == self._headers.get("ETag", "none"):
            start_response("304 Not Modified", list(self._headers.items()))
            return Body(self, b"")
        body = str(self.asked).encode() * self._size
        start_response(self._status, [*self._headers.items(), ("Content-Length", str(len(body)))])
        return Body(self, body)


class Body:
    def __init__(self, shop: Shop, content: bytes) -> None:
        self._shop, self._content = shop, content

    def __iter__(self) -> Iterator[bytes]:
        return iter((self._content,))

    def close(self) -> None:
        self._shop.closed += 1


def ask(
    application: SharedAnswers, method: str = "GET", path: str = "/", **headers: str
) -> tuple[str, dict[str, str], bytes]:
    """Status, headers in lower case and body."""
    begun: list[tuple[str, dict[str, str]]] = []

    def begin(status: str, said: list[tuple[str, str]]) -> None:
        begun.append((status, {name.lower(): value for name, value in said}))

    environ = {
        "REQUEST_METHOD": method,
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "shop",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    answer = application(environ, begin)
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return (*begun[-1], body)


def test_answer_for_everybody_is_given_again() -> None:
    shop = Shop(PUBLIC)
    application = SharedAnswers(shop, seconds=60)

    first, second = ask(application), ask(application)

    assert first == second
    assert first[0] == "200 OK"
    assert (shop.asked, shop.closed) == (1, 1)


def test_answer_is_asked_for_anew_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    application = SharedAnswers(Shop(PUBLIC), seconds=1)
    began = time.monotonic()

    assert ask(application)[2] == b"1"
    monkeypatch.setattr(time, "monotonic", lambda: began + 3600)
    assert ask(application)[2] == b"2"


@pytest.mark.parametrize("condition", ['"one"', 'W/"one"', '"other", "one"', "*"])
def test_who_has_the_answer_is_told_so(condition: str) -> None:
    shop = Shop(PUBLIC)
    application = SharedAnswers(shop, seconds=60)
    ask(application)

    status, headers, body = ask(application, if_none_match=condition)

    assert (status, body) == ("304 Not Modified", b"")
    assert headers == {"cache-control": PUBLIC["Cache-Control"], "etag": '"one"'}
    assert shop.asked == 1


def test_who_has_another_answer_gets_this_one() -> None:
    application = SharedAnswers(Shop(PUBLIC), seconds=60)
    ask(application)

    assert ask(application, if_none_match='"other"')[::2] == ("200 OK", b"1")


def test_that_somebody_has_the_answer_serves_only_those_who_have_it() -> None:
    shop = Shop(PUBLIC)
    application = SharedAnswers(shop, seconds=60)

    known = [ask(application, if_none_match='"one"')[0] for _ in range(3)]
    whole = ask(application)

    assert known == ["304 Not Modified"] * 3
    assert whole[::2] == ("200 OK", b"2")
    assert shop.asked == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": "private, no-store"},
        {**PUBLIC, "Set-Cookie": "a=b"},
        {**PUBLIC, "Vary": "Cookie"},
        {**PUBLIC, "Content-Encoding": "gzip"},
    ],
)
def test_answer_that_is_not_for_everybody_is_never_shared(headers: dict[str, str]) -> None:
    application = SharedAnswers(Shop(headers), seconds=60)

    assert [ask(application)[2] for _ in range(2)] == [b"1", b"2"]


@pytest.mark.parametrize(("status", "size"), [("404 Not Found", 1), ("200 OK", MOST_ANSWER_BYTES + 1)])
def test_refusals_and_large_answers_are_not_shared(status: str, size: int) -> None:
    shop = Shop(PUBLIC, status=status, size=size)
    application = SharedAnswers(shop, seconds=60)

    ask(application), ask(application)

    assert shop.asked == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"path": "/other/"},
        {"host": "elsewhere"},
        {"accept": "text/html"},
        {"x_origin_verify": "a guess"},
        {"x_forwarded_proto": "https"},
        {"authorization": "Bearer somebody"},
        {"cache_control": "no-cache"},
        {"range": "bytes=0-1"},
    ],
)
def test_other_requests_get_answers_of_their_own(asked: dict[str, str]) -> None:
    shop = Shop(PUBLIC)
    application = SharedAnswers(shop, seconds=60)
    ask(application)

    assert ask(application, **asked)[2] == b"2"
    assert ask(application)[2] == b"1"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "MOST_ANSWERS", 10)
    application = SharedAnswers(Shop(PUBLIC), seconds=60)

    for number in range(35):
        ask(application, path=f"/{number}/")

    assert len(application._answers) <= 10


def test_bodies_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "MOST_BYTES", 3)
    application = SharedAnswers(Shop(PUBLIC), seconds=60)

    for number in range(8):
        ask(application, path=f"/{number}/")
        ask(application, path=f"/{number}/", if_none_match='"another"')

    assert sum(answer.size for answer in application._answers.values()) == application._bytes <= 3


def test_nothing_is_shared_for_no_time_at_all() -> None:
    application = SharedAnswers(Shop(PUBLIC), seconds=0)

    assert [ask(application)[2] for _ in range(2)] == [b"1", b"2"]


def test_web_process_shares_for_as_long_as_is_set() -> None:
    assert isinstance(wsgi.application, SharedAnswers)
    assert wsgi.application._seconds == settings.SHARED_SECONDS
    assert isinstance(wsgi.application._application, type(get_wsgi_application()))
