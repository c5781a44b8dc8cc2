"""Ways to take the mirror's services away."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings

from catalog.mirror import read
from catalog.mirror.breaker import Breaker

# Nothing listens there.
CLOSED = "http://127.0.0.1:9"

Outage = Callable[[], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def _breakers_start_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "_table_breaker", Breaker(read.TABLE_REST_SECONDS))


@pytest.fixture
def dynamodb_away() -> Outage:
    @contextmanager
    def away() -> Iterator[None]:
        with override_settings(AWS_ENDPOINT_URL=CLOSED):
            yield

    return away


@pytest.fixture
def redis_away() -> Outage:
    @contextmanager
    def away() -> Iterator[None]:
        closed = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}}
        with override_settings(CACHES=closed):
            caches.close_all()
            yield

    return away
