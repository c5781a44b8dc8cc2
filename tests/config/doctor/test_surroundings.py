"""Redis, settings, secrets, static files and gateway, each wrong in one way."""

import socket
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from config.doctor import cache, surroundings
from config.doctor.checks import all_checks
from config.doctor.examination import Trouble
from tests.config.secrets import stored_secret


def test_redis_that_hangs_is_given_up_in_time(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CACHES = {"default": {"LOCATION": f"redis://127.0.0.1:{server.getsockname()[1]}/0"}}
        began_at = time.monotonic()

        with pytest.raises(Trouble, match="Redis: "):
            cache.check_redis()

    assert time.monotonic() - began_at < 30


def test_redis_without_encryption_is_one_matter_in_production(settings: Settings) -> None:
    assert "keeps what it is given" in cache.check_redis()
    settings.SECURE_SSL_REDIRECT = True

    with pytest.raises(Trouble, match="encryption"):
        cache.check_redis()


def test_settings_that_django_warns_of_are_told(settings: Settings) -> None:
    assert "is complete" in surroundings.check_settings()
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 0

    with pytest.raises(Trouble, match=r"security\.W004"):
        surroundings.check_settings()


def test_secrets_are_checked_where_there_are_any(settings: Settings) -> None:
    assert "secret of the origin" not in all_checks(is_worker=False)
    settings.ORIGIN_SECRET_ARN = "no-such-secret"

    with pytest.raises(Trouble, match="no-such-secret cannot be read"):
        all_checks(is_worker=False)["secret of the origin"]()


def test_secret_that_lacks_something_is_told_without_the_rest() -> None:
    with stored_secret({"username": "hunter2"}) as stored:
        with pytest.raises(Trouble, match="holds no password") as trouble:
            surroundings.check_secret(stored.name, ("username", "password"))
        stored.put({"username": "hunter2", "password": "hunter3"})
        said = surroundings.check_secret(stored.name, ("username", "password"))

    assert said == f"{stored.name} holds username and password."
    assert "hunter" not in f"{trouble.value}{trouble.value.advice}"


def test_missing_manifest_is_told(settings: Settings, tmp_path: Path) -> None:
    assert "without a manifest" in surroundings.check_static_files()
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "config.static_files.HashedStaticFiles"},
    }

    with pytest.raises(Trouble, match="manifest of static files is missing") as trouble:
        surroundings.check_static_files()
    assert "collectstatic" in trouble.value.advice


def test_closed_gateway_is_said_to_be_closed(settings: Settings) -> None:
    assert surroundings.check_gateway() == "local: takes payments."
    settings.PAYMENT_GATEWAY = "closed"

    assert "the checkout is closed" in surroundings.check_gateway()


def test_key_for_tests_is_a_fault_in_production(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY, settings.STRIPE_SECRET_KEY = "stripe", "sk_test_1"
    assert surroundings.check_gateway() == "stripe: takes payments."
    settings.SECURE_SSL_REDIRECT = True

    with pytest.raises(Trouble, match="for tests") as trouble:
        surroundings.check_gateway()

    assert "sk_test_1" not in f"{trouble.value}{trouble.value.advice}"
