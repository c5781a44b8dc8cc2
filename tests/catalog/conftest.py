"""Ways to take the mirror's services away."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings

from catalog.mirror import read
from catalog.mirror.reading import places
from catalog.mirror.sharing import answers
from catalog.mirror.sharing.allowance import Allowance
from catalog.mirror.sharing.breaker import Breaker
from catalog.mirror.sharing.prepared import Prepared

# Nothing listens there.
CLOSED = "http://127.0.0.1:9"

Outage = Callable[[], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def _readers_start_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known to be away, nothing is used up, and nothing is prepared."""
    monkeypatch.setattr(places, "_table_breaker", Breaker(places.TABLE_REST_SECONDS))
    monkeypatch.setattr(read, "_strangers", Allowance(read.STRANGERS_EACH_SECOND, read.STRANGERS_AT_ONCE))
    monkeypatch.setattr(read, "_views", Prepared(read.MOST_TEXT_BYTES))
    monkeypatch.setattr(answers, "ANSWERS", Prepared(answers.MOST_BYTES))


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
