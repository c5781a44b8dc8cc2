"""Only what came through the distribution is let in, at every address and while its secret changes."""

import secrets
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.edge.origin import OriginMiddleware
from tests.architecture.policy import METHODS
from tests.architecture.routes import all_routes
from tests.config.load import under_load
from tests.config.secrets import StoredSecret, stored_secret
from tests.journeys import processes

ROTATIONS = 4


@pytest.fixture
def origin(settings: Settings) -> Iterator[StoredSecret]:
    """The secret that the shop now asks for."""
    with stored_secret({"current": "the-current-value", "previous": "the-one-before"}) as stored:
        settings.ORIGIN_SECRET_ARN = stored.name
        yield stored


@pytest.mark.django_db
def test_every_address_refuses_strangers(origin: StoredSecret) -> None:
    client = Client(raise_request_exception=False)
    static = Client().get("/static/site/css/base.css", headers={"X-Origin-Verify": "the-current-value"})
    static.close()

    addresses = ["/static/site/css/base.css", "/nowhere/", *(route.address for route in all_routes())]
    answers = {
        (method, address, given): client.generic(method, address, headers=headers).status_code
        for address in addresses
        for method in METHODS
        for given, headers in {
            "nothing": {},
            "empty": {"X-Origin-Verify": ""},
            "wrong": {"X-Origin-Verify": "the-current-valuE"},
        }.items()
    }

    assert static.status_code == 200
    assert set(answers.values()) == {403}
    assert len(answers) > 500


@pytest.mark.django_db
def test_stranger_is_told_by_a_problem_document(origin: StoredSecret, client: Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert (answer.json()["code"], answer["Cache-Control"]) == ("not_through_distribution", "no-store")
    assert b"the-" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["the-current-value", "the-one-before"])
def test_both_values_are_let_in(value: str, origin: StoredSecret, client: Client) -> None:
    assert client.get("/cart/", headers={"X-Origin-Verify": value}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_balancers_need_no_secret(address: str, origin: StoredSecret, client: Client) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("values", [{}, {"current": ""}, {"current": "", "previous": ""}])
def test_empty_secret_lets_nobody_in(values: dict[str, str], origin: StoredSecret) -> None:
    origin.put(values)
    middleware = OriginMiddleware(lambda _request: HttpResponse("in"))

    answers = [
        middleware(RequestFactory().get("/", headers={"X-Origin-Verify": given})).status_code
        for given in ("", " ", "the-current-value")
    ]

    assert answers == [403, 403, 403]


@pytest.mark.django_db
def test_secret_that_cannot_be_read_lets_nobody_in(settings: Settings, client: Client) -> None:
    settings.ORIGIN_SECRET_ARN = "no-such-secret"

    answer = client.get("/", headers={"X-Origin-Verify": ""})

    assert (answer.status_code, answer.json()["code"]) == (503, "origin_unavailable")
    assert answer["Retry-After"]


def test_without_a_secret_the_middleware_is_not_there() -> None:
    assert project_settings.ORIGIN_SECRET_ARN is None
    with pytest.raises(MiddlewareNotUsed):
        OriginMiddleware(lambda _request: HttpResponse())


def test_rotation_under_load_refuses_no_request(
    origin: StoredSecret, shop_environment: dict[str, str], port: int, tmp_path: Path
) -> None:
    environment = {
        **shop_environment,
        "DJANGO_SETTINGS_MODULE": "tests.config.production_like",
        "ORIGIN_SECRET_ARN": origin.name,
    }
    sent = ["the-current-value"]

    def ask() -> None:
        # A 403 raises here.
        address = f"http://127.0.0.1:{port}/api/v1/problems/"
        request = urllib.request.Request(address, headers={"X-Origin-Verify": sent[0]})
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            answer.read()

    with (
        processes.web(environment, tmp_path / "web.log", port=port),
        under_load(ask, threads=4) as load,
    ):
        for _ in range(ROTATIONS):
            # As the runbook has it: first the shop knows the new value, then the distribution sends it. A process
            # that has just read the old secret may not ask again at once.
            following = secrets.token_urlsafe(32)
            origin.put({"current": following, "previous": sent[0]})
            time.sleep(3.5)
            sent[0] = following
            time.sleep(0.5)

    assert load.failures == []
    assert load.done > 50
