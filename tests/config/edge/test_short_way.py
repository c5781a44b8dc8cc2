"""On the short way programs are answered word for word as on the long one, which any cookie leads to."""

import logging
from collections.abc import Callable, Mapping

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.edge.short_way import ShortWay, ways_meet
from orders.api import carts
from tests.architecture.policy import METHODS
from tests.architecture.routes import all_routes
from tests.factories.orders import sold_variant
from tests.orders.api.shopper import CARTS, cart_with

pytestmark = pytest.mark.django_db

LONG = {"Cookie": "of=another"}
Answer = tuple[int, dict[str, str], bytes]
Both = Callable[..., tuple[Answer, Answer]]


class Program:
    """Asks everything twice: on the short way, and on the long one."""

    def __init__(self) -> None:
        # One for all: it finds all static files when it begins.
        self._client = Client(raise_request_exception=False)

    def both(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[Answer, Answer]:
        return self._ask(method, path, body, headers), self._ask(method, path, body, {**headers, **LONG})

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        given = self._client.generic(method, path, body, content_type="application/json", headers=headers)
        self._client.cookies.clear()
        return given.status_code, dict(given.items()), b"".join(given)


@pytest.fixture
def both() -> Callable[..., tuple[Answer, Answer]]:
    return Program().both


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer vtr_unknown"}, {"X-CSRFToken": "x"}])
def test_every_address_answers_alike_on_both_ways(headers: dict[str, str], both: Both) -> None:
    addresses = [route.address for route in all_routes() if route.pattern.startswith("api/")]

    for address in [*addresses, "/api/v1/nowhere/", "/api/v1/carts", "/api/v1/products?page=2"]:
        for method in (*METHODS, "OPTIONS"):
            short, long = both(method, address, b"{}", **headers)
            assert short == long, (method, address)


def test_carts_and_quotes_are_answered_alike(both: Both) -> None:
    cart = cart_with((sold_variant(), 2))

    for method, path, body in (
        ("GET", cart, b""),
        ("GET", f"{cart}?format=json", b""),
        ("POST", f"{cart}quote/", b'{"country": "AT"}'),
        ("POST", f"{cart}quote/", b'{"country": "Atlantis"}'),
        ("POST", CARTS, b'{"lines": []}'),
        ("POST", CARTS, b"no JSON"),
    ):
        short, long = both(method, path, body)
        assert short == long, (method, path, body)


def test_stranger_host_is_refused_on_both_ways(settings: Settings, both: Both) -> None:
    settings.ALLOWED_HOSTS = ["shop.example"]

    short, long = both("GET", CARTS, Host="other.example")

    assert short == long
    assert short[0] == 400


@pytest.mark.parametrize("error", [ZeroDivisionError("by us"), OperationalError("away")])
def test_error_is_answered_and_logged_on_both_ways(
    error: Exception, both: Both, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_anything: object) -> None:
        raise error

    monkeypatch.setattr(carts, "hold_cart", fail)
    cart = cart_with((sold_variant(), 1))

    with caplog.at_level(logging.ERROR):
        short, long = both("GET", cart)

    assert short == long
    assert short[0] in {500, 503}
    assert len([record for record in caplog.records if record.name == "django.request"]) == 2


@pytest.mark.parametrize(
    ("path", "headers", "way"),
    [
        (CARTS, {}, b"short"),
        (CARTS, {"Authorization": "Bearer vtr_x"}, b"short"),
        (CARTS, {"Cookie": "sessionid=x"}, b"long"),
        (CARTS, {"X-CSRFToken": "x"}, b"long"),
        ("/api/v1/docs/", {}, b"long"),
        ("/", {}, b"long"),
    ],
)
def test_only_programs_without_a_session_go_the_short_way(
    path: str, headers: dict[str, str], way: bytes, rf: RequestFactory
) -> None:
    ways_meet(lambda _request: HttpResponse("short"))
    fork = ShortWay(lambda _request: HttpResponse("long"))

    went = fork(rf.get(path, headers=headers))

    assert isinstance(went, HttpResponse)
    assert went.content == way


def test_short_way_needs_an_end() -> None:
    with pytest.raises(ImproperlyConfigured):
        ShortWay(lambda _request: HttpResponse())
