from collections.abc import Callable, Iterator

import pytest
from botocore.config import Config
from django.core.cache import cache
from pytest_django import Settings

from catalog.mirror import table
from catalog.mirror.reading import places
from catalog.models import Attribute, Category, Collection, MirrorEntry, Product, ProductChange
from tests.conftest import empty_mirror

PATIENCE_SECONDS = 30


@pytest.fixture(autouse=True)
def _patient_clients(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    """Only the faults of a seed happen, however busy the machine is."""
    patience = Config(connect_timeout=PATIENCE_SECONDS, read_timeout=PATIENCE_SECONDS)
    monkeypatch.setattr(table, "TIMEOUTS", table.TIMEOUTS.merge(patience))
    table._connect.cache_clear()
    shared = settings.CACHES["default"]
    timeouts = {"SOCKET_CONNECT_TIMEOUT": PATIENCE_SECONDS, "SOCKET_TIMEOUT": PATIENCE_SECONDS}
    settings.CACHES = {"default": {**shared, "OPTIONS": {**shared["OPTIONS"], **timeouts}}}
    yield
    table._connect.cache_clear()


@pytest.fixture
def fresh_shop() -> Callable[[], None]:
    """`fresh_shop()`: nothing is sold, mirrored, remembered or waiting any more."""

    def empty() -> None:
        for model in (Product, Collection, Attribute, Category, MirrorEntry, ProductChange):
            model.objects.all().delete()
        empty_mirror()
        cache.clear()
        places._table_breaker.close()

    return empty
