"""Crowds of readers: what a flood may reach, and that nobody is shown what was true a moment ago for long."""

import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from catalog.errors import CatalogUnavailable, ProductNotFound
from catalog.mirror import memory, read, source, table
from catalog.mirror.item import Item, product_item, product_pk
from catalog.mirror.memory import Kept
from catalog.mirror.read import read_listing, read_product
from catalog.mirror.reading import places
from catalog.mirror.relay import relay_mirror
from catalog.mirror.rows import ProductRow
from catalog.mirror.sharing.allowance import Allowance
from catalog.models import Price
from tests.catalog.conftest import Outage
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db

CROWD = 8
PATIENCE_SECONDS = 60


def publish(slug: str = "chair") -> None:
    make_offer(product=ProductFactory(published=True, slug=slug, name="Chair"))


def wait_for_the_others(pk: str) -> None:
    """Until all but one of the crowd wait for the flight of this document."""
    until = time.monotonic() + PATIENCE_SECONDS
    while len(read._flights._under_way[pk]._condition._waiters) < CROWD - 1:  # type: ignore[attr-defined]  # how a Condition keeps who waits
        assert time.monotonic() < until
        time.sleep(0.01)


def test_crowd_that_misses_one_document_fetches_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    relay_mirror()
    cache.clear()
    asked: list[str] = []
    barrier = threading.Barrier(CROWD)
    original, recall = table.get, memory.recall

    def get(pk: str) -> Item | None:
        asked.append(pk)
        wait_for_the_others(pk)
        return original(pk)

    def recall_together(pk: str) -> Kept | None:
        kept = recall(pk)
        barrier.wait(PATIENCE_SECONDS)
        return kept

    monkeypatch.setattr(table, "get", get)
    monkeypatch.setattr(memory, "recall", recall_together)

    def look(_number: int) -> str:
        return read_product("chair").name

    with ThreadPoolExecutor(CROWD) as pool:
        names = list(pool.map(look, range(CROWD)))

    assert names == ["Chair"] * CROWD
    assert asked == ["product#chair"]


def test_missing_document_costs_one_query_while_the_mirror_is_away(dynamodb_away: Outage) -> None:
    publish()

    with dynamodb_away(), CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            assert read_product("chair").name == "Chair"

    assert len(queries) == 1


def test_document_is_taken_apart_once_a_version() -> None:
    publish()
    relay_mirror()

    first, again = read_product("chair"), read_product("chair")
    listed, listed_again = read_listing(None, "", 10), read_listing(None, "", 10)
    Price.objects.update(amount_minor=100)
    relay_mirror()

    assert first is again
    assert listed is listed_again
    assert read_product("chair").lowest_price.minor == 100


def test_change_of_the_asset_host_is_seen_at_once(settings: Settings) -> None:
    publish()
    relay_mirror()
    before = read_product("chair")

    settings.ASSETS_BASE_URL = "https://elsewhere.example"

    assert read_product("chair") is not before


def unknown(number: int) -> str:
    return f"invented-{number}"


def test_flood_of_invented_addresses_reaches_neither_postgresql_nor_redis(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read, "_strangers", Allowance(0, 5))
    refused: list[type[Exception]] = []

    with CaptureQueriesContext(connection) as queries:
        for number in range(60):
            with pytest.raises((ProductNotFound, CatalogUnavailable)) as caught:
                read_product(unknown(number))
            refused.append(caught.type)

    assert refused == [ProductNotFound] * 5 + [CatalogUnavailable] * 55
    assert len(queries) == 5
    kept = [number for number in range(60) if memory.recall(product_pk(unknown(number)))]
    assert kept == [0, 1, 2, 3, 4]
    assert cache.ttl(product_pk(unknown(0))) <= memory.KEEP_UNVERSIONED_SECONDS  # type: ignore[attr-defined]  # django-redis


def test_flood_does_not_keep_the_mirror_from_answering(monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    relay_mirror()
    cache.clear()
    monkeypatch.setattr(read, "_strangers", Allowance(0, 0))

    assert read_product("chair").name == "Chair"


def test_product_published_while_somebody_asks_for_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    original = source.load_by_slugs

    def load_just_before(slugs: Iterable[str]) -> dict[str, ProductRow]:
        found = original(slugs)
        monkeypatch.setattr(source, "load_by_slugs", original)
        publish()
        relay_mirror()
        return found

    monkeypatch.setattr(source, "load_by_slugs", load_just_before)

    with pytest.raises(ProductNotFound):
        read_product("chair")

    assert read_product("chair").name == "Chair"


def test_second_process_waits_for_what_the_first_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "FALLBACK_WAIT_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr(memory, "CLAIM_SECONDS", PATIENCE_SECONDS)
    publish()
    pk = product_pk("chair")
    assert memory.claim(pk)
    row = source.load_by_slugs(["chair"])["chair"]
    answer = replace(Kept.of(product_item(row, "EUR")), version=7)
    threading.Timer(0.1, memory.keep, (pk, answer)).start()

    with CaptureQueriesContext(connection) as queries:
        product = read_product("chair")

    assert product.version == 7
    assert len(queries) == 0


def test_claim_of_a_process_that_died_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    monkeypatch.setattr(places, "FALLBACK_WAIT_SECONDS", 0.1)
    assert memory.claim(product_pk("chair"))

    assert read_product("chair").name == "Chair"
