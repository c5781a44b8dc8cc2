"""What load balancers are told."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from pytest_django import Settings

from catalog.errors import MirrorUnavailable
from catalog.mirror.sharing.breaker import Breaker
from config import health
from config.celery import application


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Exception], None]:
    def fail(probe: str, error: Exception) -> None:
        def raise_it() -> None:
            raise error

        monkeypatch.setattr(health, probe, raise_it)

    return fail


def test_live_process_says_so_to_any_host_over_plain_http() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["shop.example"]):
        answer = Client(headers={"Host": "10.0.0.7"}).get("/livez")

    assert (answer.status_code, answer.json()) == (200, {"state": "ok"})


@pytest.mark.django_db
def test_ready_names_each_dependency(client: Client) -> None:
    answer = client.get("/readyz")

    body = answer.json()
    assert (answer.status_code, body["state"], answer["Cache-Control"]) == (200, "ok", "no-store")
    assert {name: check["state"] for name, check in body["checks"].items()} == {
        "database": "ok",
        "redis": "ok",
        "mirror": "ok",
        "storage": "ok",
        "queues": "ok",
    }


@pytest.mark.django_db
def test_shop_without_its_database_is_not_ready_and_tells_no_secrets(
    client: Client, failing: Callable[[str, Exception], None]
) -> None:
    failing("_ping_database", OperationalError("password authentication failed for user shop"))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["state"]) == (503, "failed")
    assert b"password" not in answer.content


@pytest.mark.django_db
def test_shop_without_redis_is_degraded(client: Client, failing: Callable[[str, Exception], None]) -> None:
    failing("_ping_redis", MirrorUnavailable("away"))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["state"]) == (200, "degraded")


@pytest.mark.django_db
def test_shop_without_storage_and_queues_is_degraded_and_says_so_in_time(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ASSETS_BUCKET = "no-such-bucket"
    monkeypatch.setattr(application, "breaker", Breaker(60))
    application.breaker.trip()

    answer = client.get("/readyz")

    states = {name: check["state"] for name, check in answer.json()["checks"].items()}
    assert (answer.status_code, answer.json()["state"]) == (200, "degraded")
    assert (states["storage"], states["queues"], states["database"]) == ("failed", "failed", "ok")
