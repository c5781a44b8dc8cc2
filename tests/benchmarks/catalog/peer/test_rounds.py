"""Requests are asked in turn, conditions are sent, and answers that are none end the measurement."""

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.benchmarks.catalog.peer.rounds import ROUNDS, Part, Spent, measure
from tests.benchmarks.catalog.peer.servers import Server


class Shop(BaseHTTPRequestHandler):
    """Answers /known/ with an ETag, /cookie/ with a cookie, and knows nothing else."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        condition = self.headers.get("If-None-Match", "")
        self.asked.append((self.path, condition))
        status = 304 if condition == '"one"' else 200 if self.path in {"/known/", "/cookie/"} else 404
        body = b"" if status == 304 else b"12345"
        self.send_response(status)
        self.send_header("ETag", '"one"')
        if self.path == "/cookie/":
            self.send_header("Set-Cookie", "a=b")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    Shop.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as listening:
        listening.daemon_threads = True
        Thread(target=listening.serve_forever, daemon=True).start()
        yield Server(os.getpid(), listening.server_port)
        listening.shutdown()


def test_parts_are_measured_by_turns_after_all_paths_were_asked_for(server: Server) -> None:
    parts = [
        Part("ours", "known", server, ["/known/"], 2, is_conditional=True),
        Part("peer", "page", server, ["/cookie/", "/known/"], 3),
    ]

    spent = measure(parts, lambda: ())

    assert {name: (each.bytes, each.sets_cookies) for name, each in spent.items()} == {
        ("ours", "known"): (0, False),
        ("peer", "page"): (5, True),
    }
    assert all(isinstance(each, Spent) and each.milliseconds > 0 for each in spent.values())
    a_round = [("/known/", '"one"')] * 2 + [("/cookie/", ""), ("/known/", ""), ("/cookie/", "")]
    assert Shop.asked[6:] == a_round * ROUNDS


def test_answer_that_is_none_is_not_measured(server: Server) -> None:
    with pytest.raises(RuntimeError, match="answered /nowhere/ with 404"):
        measure([Part("ours", "page", server, ["/nowhere/"], 1)], lambda: ())
