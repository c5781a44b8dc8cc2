"""What a request costs all programs that take part in answering it, in rounds by turns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection

from tests.benchmarks.catalog.costs import on_processor
from tests.benchmarks.catalog.peer.servers import Server
from tests.benchmarks.processes import descendants

ROUNDS = 3


@dataclass(frozen=True)
class Part:
    """Requests that are measured together: `paths` in turn, `requests` in each round.

    is_conditional: each request carries the ETag of the answer before, so that it is answered by 304.
    """

    shop: str
    name: str
    server: Server
    paths: Sequence[str]
    requests: int
    is_conditional: bool = False


@dataclass(frozen=True)
class Spent:
    """Of one request: milliseconds on a processor of application, PostgreSQL and Redis; bytes of the body."""

    milliseconds: float
    bytes: float
    sets_cookies: bool


def measure(parts: Sequence[Part], services: Callable[[], Iterable[int]]) -> dict[tuple[str, str], Spent]:
    """The cheapest of ROUNDS for each part, by shop and name, after all of its paths were asked for twice.

    services: the processes of PostgreSQL and Redis as they are now.
    """
    warmed = [(part, _warmed(part)) for part in parts]
    found: dict[tuple[str, str], list[Spent]] = {}
    for _ in range(ROUNDS):
        for part, etags in warmed:
            found.setdefault((part.shop, part.name), []).append(_round(part, etags, services))
    return {name: min(rounds, key=lambda spent: spent.milliseconds) for name, rounds in found.items()}


def _warmed(part: Part) -> dict[str, str]:
    """The ETag of each path, where there is one."""
    etags = {}
    with closing(part.server.connect()) as connection:
        for path in (*part.paths, *part.paths):
            answer = _ask(connection, part, path, HTTPStatus.OK, {})
            etags[path] = answer.etag
    return etags


def _round(part: Part, etags: Mapping[str, str], services: Callable[[], Iterable[int]]) -> Spent:
    expected = HTTPStatus.NOT_MODIFIED if part.is_conditional else HTTPStatus.OK
    received, cookies = 0, False
    with closing(part.server.connect()) as connection:
        before = _processor(part.server, services)
        for number in range(part.requests):
            path = part.paths[number % len(part.paths)]
            condition = {"If-None-Match": etags[path]} if part.is_conditional else {}
            answer = _ask(connection, part, path, expected, condition)
            received, cookies = received + answer.bytes, cookies or answer.sets_cookies
        after = _processor(part.server, services)
    return Spent((after - before) / part.requests, received / part.requests, cookies)


@dataclass(frozen=True)
class _Answer:
    bytes: int
    etag: str
    sets_cookies: bool


def _ask(
    connection: HTTPConnection, part: Part, path: str, expected: HTTPStatus, headers: Mapping[str, str]
) -> _Answer:
    """Raises RuntimeError for another answer than was expected, whose cost would flatter."""
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != expected:
        raise RuntimeError(f"{part.shop} answered {path} with {answer.status} instead of {expected.value}.")
    return _Answer(len(body), answer.headers.get("ETag", ""), "Set-Cookie" in answer.headers)


def _processor(server: Server, services: Callable[[], Iterable[int]]) -> float:
    return on_processor({server.process_id, *descendants(server.process_id), *services()})
