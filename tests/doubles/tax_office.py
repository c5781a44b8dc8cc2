"""A tax service of the tests, asked over HTTP as real ones are: what it was asked, and what it answers."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar

import pytest
from django.db import connection
from psycopg.pq import TransactionStatus
from pytest_django.fixtures import Settings

from orders.errors.taxes import TaxAddressUnknown
from orders.gateways.breaker import Breaker
from orders.pricing.taxing import TaxAnswer, TaxQuestion
from orders.queries.charges import tax_service


@dataclass
class TaxOffice:
    """Tells 20 % for everything but what `percents` says by SKU, and for shipping what `shipping` says.

    status: what it answers with. body: said instead of rates. is_silent: whether it takes a question and says nothing.
    client_seconds: how long whoever asks waits. meanwhile: each is done once, before a question is answered, the first before the first.
    """

    percents: dict[str, str] = field(default_factory=dict)
    shipping: str | None = None
    status: HTTPStatus = HTTPStatus.OK
    body: bytes | None = None
    is_silent: bool = False
    client_seconds: float = 60.0
    meanwhile: list[Callable[[], object]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    # Of the connection of whoever asked, when they asked.
    open_transactions: list[TransactionStatus] = field(default_factory=list)
    ended: Event = field(default_factory=Event)
    port: int = 0

    def reply(self, question: dict[str, Any]) -> bytes:
        self.questions.append(question)
        if self.meanwhile:
            self.meanwhile.pop(0)()
        if self.is_silent:
            self.ended.wait()
        if self.body is not None:
            return self.body
        lines = {line["variant_id"]: self.percents.get(line["sku"], "20") for line in question["lines"]}
        return json.dumps({"lines": lines, "shipping": self.shipping}).encode()


class OverHttp:
    """The provider. Gives up by itself, as its contract has it."""

    keep_seconds = 300
    office: ClassVar[TaxOffice]

    def answer(self, question: TaxQuestion) -> TaxAnswer:
        office = self.office
        office.open_transactions += _open_transactions()
        asked = json.dumps(asdict(question), default=date.isoformat)
        http = HTTPConnection("127.0.0.1", office.port, timeout=office.client_seconds)
        try:
            http.request("POST", "/", asked)
            reply = http.getresponse()
            said = reply.read()
        finally:
            http.close()
        if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise TaxAddressUnknown
        if reply.status != HTTPStatus.OK:
            raise OSError(f"The service answered {reply.status} about {asked}.")
        told = json.loads(said)
        shipping = told["shipping"]
        return TaxAnswer(
            {int(variant_id): Decimal(percent) for variant_id, percent in told["lines"].items()},
            None if shipping is None else Decimal(shipping),
        )


class Unkept(OverHttp):
    keep_seconds = 0


def _open_transactions() -> list[TransactionStatus]:
    """That of this thread, if it has one; a connection without holds no lock."""
    status = (
        connection.connection.info.transaction_status if connection.connection else TransactionStatus.IDLE
    )
    return [] if status == TransactionStatus.IDLE else [status]


class _Handler(BaseHTTPRequestHandler):
    office: TaxOffice

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            body = self.office.reply(question)
        finally:
            connection.close()
        try:
            self.send_response(self.office.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            # Whoever asked has given up.
            self.close_connection = True

    def log_message(self, *_said: object) -> None:
        """Nothing; the tests look at `questions`."""


@pytest.fixture
def tax_office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TaxOffice]:
    """Listens on loopback and tells this test's taxes. Nobody has asked it within a transaction at the end."""
    office = TaxOffice()
    handler = type("Handler", (_Handler,), {"office": office})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.TAX_PROVIDER = f"{__name__}.{OverHttp.__name__}"
    office.port = server.server_port
    monkeypatch.setattr(OverHttp, "office", office, raising=False)
    monkeypatch.setattr(tax_service, "_breaker", Breaker(tax_service.MOST_FAULTS, tax_service.REST_SECONDS))
    yield office
    office.ended.set()
    server.shutdown()
    thread.join()
    server.server_close()
    assert office.open_transactions == []
