"""One question over HTTP, put to an address that was looked at before, with an end to every kind of waiting."""

import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from typing_extensions import Buffer

from accounts.outbound.public_addresses import is_public
from accounts.outbound.refusals import AskingRefused
from accounts.outbound.targets import Target

HEADERS = {"User-Agent": "Vitrine", "Accept-Encoding": "identity", "Connection": "close"}
# Of one name; the first that answers is asked.
MOST_ADDRESSES = 8


@dataclass(frozen=True)
class Rules:
    """How far asking goes. Seconds of connecting, of each wait for more, and of everything with its redirects.

    Looking a name up ends when the system's resolver gives up.
    """

    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    total_seconds: float = 40.0
    most_bytes: int = 20_000_000
    most_redirects: int = 3
    ports: frozenset[int] = frozenset({80, 443})
    is_allowed: Callable[[str], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)


USUAL = Rules()


@dataclass(frozen=True)
class Question:
    """What is asked or told. `headers` come besides the usual ones."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class Deadline:
    """The instant at which everything is over."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self, most: float) -> float:
        """Seconds from now on, at most so many. Raises AskingRefused when there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise _too_slow()
        return min(left, most)


@contextmanager
def asked(target: Target, question: Question, rules: Rules, deadline: Deadline) -> Iterator[HTTPResponse]:
    """The answer, whose body is read inside of `with` and under the same deadline. Raises AskingRefused."""
    try:
        with _connected(target, rules, deadline) as connected:
            asking = _Asking(target, _Patient(connected, rules, deadline))
            headers = {**HEADERS, **question.headers}
            asking.request(question.method, target.path, question.body, headers)
            yield asking.getresponse()
    except TimeoutError as error:
        raise _too_slow() from error
    except ssl.SSLCertVerificationError as error:
        message = f"{target.host} cannot prove that it is who it says: {error.verify_message}."
        raise AskingRefused("certificate_refused", message) from error
    except OSError as error:
        message = f"{target.host} could not be reached."
        raise AskingRefused("no_connection", message, is_passing=True) from error
    except HTTPException as error:
        message = f"The answer of {target.host} could not be understood."
        raise AskingRefused("answer_unreadable", message, is_passing=True) from error


@contextmanager
def _connected(target: Target, rules: Rules, deadline: Deadline) -> Iterator[socket.socket]:
    """Connected to an address that was looked at, never to a name, which could mean something else a moment later."""
    places = _places(target, rules)
    with _first_that_answers(places, rules, deadline) as plain:
        if not target.is_secure:
            yield plain
            return
        plain.settimeout(deadline.left(rules.connect_seconds))
        with rules.trust().wrap_socket(plain, server_hostname=target.host) as secure:
            yield secure


def _places(target: Target, rules: Rules) -> list[tuple[int, Any]]:
    """The family and place of each address of the name. All must be allowed: one that is not makes it a trap."""
    if target.port not in rules.ports:
        raise AskingRefused("port_refused", f"Nothing is asked of port {target.port}.")
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = f"There is nobody called {target.host}."
        raise AskingRefused("name_unknown", message, is_passing=True) from error
    if not all(rules.is_allowed(str(place[0])) for *_, place in found):
        raise AskingRefused("address_refused", f"{target.host} is not a place that the shop asks.")
    return [(family, place) for family, *_, place in found[:MOST_ADDRESSES]]


def _first_that_answers(places: list[tuple[int, Any]], rules: Rules, deadline: Deadline) -> socket.socket:
    problem: OSError = OSError("there is no address")
    for family, place in places:
        reached = socket.socket(family, socket.SOCK_STREAM)
        try:
            reached.settimeout(deadline.left(rules.connect_seconds))
            reached.connect(place)
        except (OSError, AskingRefused) as error:
            reached.close()
            if isinstance(error, AskingRefused):
                raise
            problem = error
        else:
            return reached
    raise problem


class _Asking(HTTPConnection):
    """A connection that exists already."""

    def __init__(self, target: Target, connected: "_Patient") -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.is_secure else 80
        self.sock: Any = connected


class _Patient(io.RawIOBase):
    """What http.client takes for a socket: it waits for each piece, but not for ever. Closed by whoever opened it."""

    def __init__(self, connected: socket.socket, rules: Rules, deadline: Deadline) -> None:
        self._connected, self._rules, self._deadline = connected, rules, deadline

    def sendall(self, data: bytes) -> None:
        self._wait()
        self._connected.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        self._wait()
        return self._connected.recv_into(buffer)

    def close(self) -> None:
        """Nothing: http.client closes as soon as it has seen the headers."""

    def _wait(self) -> None:
        self._connected.settimeout(self._deadline.left(self._rules.read_seconds))


def _too_slow() -> AskingRefused:
    return AskingRefused("too_slow", "It took too long.", is_passing=True)
