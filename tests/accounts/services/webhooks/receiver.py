"""A receiver on this machine: it listens with TLS, and the tests allow it by address, port and certificate."""

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from accounts.models import Merchant, WebhookEndpoint
from accounts.outbound.asking import Rules
from accounts.states import WebhookEvent
from tests.factories.accounts import MerchantFactory


@dataclass(frozen=True)
class Message:
    """What came: headers in lower case, and the body as it was sent."""

    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.body)
        return document

    @property
    def signatures(self) -> list[str]:
        return self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """`answers` are given one after the other, the last one again and again."""

    port: int
    answers: list[str]
    messages: list[Message] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/hooks?shop=1"

    @property
    def rules(self) -> Rules:
        return Rules(
            connect_seconds=10,
            read_seconds=10,
            total_seconds=20,
            ports=frozenset({self.port}),
            is_allowed=lambda place: place in {"127.0.0.1", "::1"},
            trust=lambda: ssl.create_default_context(cafile=str(_certificate())),
        )


def endpoint_at(
    url: str, merchant: Merchant | None = None, *, events: tuple[WebhookEvent, ...] = tuple(WebhookEvent)
) -> WebhookEndpoint:
    """An endpoint of the merchant, by default of a new one, told of everything."""
    return WebhookEndpoint.objects.create(
        merchant=merchant or MerchantFactory.create(), url=url, events=list(events)
    )


@contextmanager
def receiving(*answers: str) -> Iterator[Receiver]:
    """Answers with these status lines, such as "204 No Content", until the block is left."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(_certificate(), _certificate().with_name("key.pem"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        receiver = Receiver(listening.getsockname()[1], list(answers))
        thread = threading.Thread(target=_serve, args=(listening, receiver, context))
        thread.start()
        try:
            yield receiver
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listening: socket.socket, receiver: Receiver, context: ssl.SSLContext) -> None:
    while True:
        try:
            came, _ = listening.accept()
        except OSError:
            return
        with came, suppress(OSError), context.wrap_socket(came, server_side=True) as talking:
            receiver.messages.append(_message(talking))
            answers = receiver.answers
            status = answers.pop(0) if len(answers) > 1 else answers[0]
            talking.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())


def _message(talking: ssl.SSLSocket) -> Message:
    with talking.makefile("rb") as file:
        file.readline()
        headers: dict[str, str] = {}
        while line := file.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Message(headers, file.read(int(headers["content-length"])))


@cache
def _certificate() -> Path:
    """Of localhost, made once for each test process."""
    folder = Path(mkdtemp())
    openssl = shutil.which("openssl")
    assert openssl is not None
    made = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    told = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([*made, *told, *files], check=True, capture_output=True)  # noqa: S603  # fixed words
    return folder / "certificate.pem"
