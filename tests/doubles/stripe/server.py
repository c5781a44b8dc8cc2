"""The HTTP side: keys, forms, idempotency and faults, on loopback only."""

import json
import socket
import struct
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.doubles.stripe.calls import World, call
from tests.doubles.stripe.faults import Fault, Faults
from tests.doubles.stripe.idempotency import Keys, Reply
from tests.doubles.stripe.objects.store import Store
from tests.doubles.stripe.problems import Problem

API_KEY = "sk_test_double"
FORM = "application/x-www-form-urlencoded"
# Longer than clients of tests wait.
SILENT_SECONDS = 4.0
LINGER_NOT = struct.pack("ii", 1, 0)


class Server(ThreadingHTTPServer):
    """One Stripe. `requests` are what was asked, as (method and path, idempotency key, form)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.world = World(Store(), f"http://127.0.0.1:{self.server_address[1]}")
        self.faults = Faults()
        self.keys = Keys()
        self.requests: list[tuple[str, str, str]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  # the library's signature
        """Clients that have gone are what faults are about."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # the library's names
        self._answer("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def log_message(self, format: str, *args: object) -> None:  # the library's name
        """Silence."""

    def _answer(self, method: str, form: str) -> None:
        path = urlsplit(self.path).path
        key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
        self.server.requests.append((f"{method} {path}", key, form))
        fault = self.server.faults.take(f"{method} {path}")
        if fault is Fault.RESET_BEFORE:
            self._reset()
            return
        if fault in {Fault.SERVER_ERROR, Fault.CONFLICT, Fault.TOO_MANY}:
            status = HTTPStatus(fault.value)
            problem = Problem("Something went wrong.", kind="api_error", status=status)
            self._send((status, problem.document()), is_replayed=False)
            return
        reply, is_replayed = self._do(method, path, form, key)
        if fault is Fault.RESET_AFTER:
            self._reset()
        elif fault is Fault.SILENCE:
            time.sleep(SILENT_SECONDS)
            self._reset()
        else:
            self._send(reply, is_replayed=is_replayed)

    def _do(self, method: str, path: str, form: str, key: str) -> tuple[Reply, bool]:
        server = self.server
        try:
            self._require_manners(method)
            with server.world.store.lock:
                return server.keys.once(
                    key, f"{method} {path} {form}", lambda: call(server.world, method, path, form)
                )
        except Problem as problem:
            return (problem.status, problem.document()), False

    def _require_manners(self, method: str) -> None:
        if self.headers.get("Authorization") != f"Bearer {API_KEY}":
            raise Problem("Invalid API Key provided.", status=HTTPStatus.UNAUTHORIZED)
        if not self.headers.get("Stripe-Version"):
            raise Problem("A version must be named.", param="Stripe-Version")
        if method == "POST" and not self.headers.get("Content-Type", "").startswith(FORM):
            raise Problem("Bodies are forms.", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)

    def _send(self, reply: Reply, *, is_replayed: bool) -> None:
        status, document = reply
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Request-Id", f"req_{len(self.server.requests):024d}")
        if is_replayed:
            self.send_header("Idempotent-Replayed", "true")
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        """A connection that breaks rather than ends."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        self.close_connection = True
        self.connection.close()
