"""Bugs that a mirror may have, planted one by one: the lives of the shop bring each of them to light."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

import pgtrigger
import pytest
from django.conf import settings
from django.core.cache import cache

from catalog.errors import MirrorUnavailable
from catalog.mirror import memory, relay, table
from catalog.mirror.item import Item
from catalog.mirror.memory import Kept
from catalog.mirror.relay import Relayed
from catalog.models import MirrorEntry
from tests.catalog.mirror.healing.life import Life, divergent

pytestmark = pytest.mark.django_db

MOST_LIVES = 150


def write_without_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    def put(item: Item, *, replaces_same_version: bool = False) -> bool:
        table._client().put_item(TableName=settings.MIRROR_TABLE, Item=table._attributes(item))
        return True

    monkeypatch.setattr(table, "put", put)


def mark_entries_done_first(monkeypatch: pytest.MonkeyPatch) -> None:
    original = relay._relay_batch

    def relay_batch(entries: Sequence[MirrorEntry]) -> Relayed:
        relay._mark_done(entries)
        return original(entries)

    monkeypatch.setattr(relay, "_relay_batch", relay_batch)


def leave_tombstones_out(monkeypatch: pytest.MonkeyPatch) -> None:
    original = relay.store

    def store(item: Item, *, replaces_same_version: bool = False) -> bool:
        return item.document is not None and original(item, replaces_same_version=replaces_same_version)

    monkeypatch.setattr(relay, "store", store)


def let_redis_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(pk: str, kept: Kept) -> None:
        cache.client.write_text(pk, memory._text_of(kept), memory.KEEP_SECONDS)  # type: ignore[attr-defined]  # ours

    monkeypatch.setattr(memory, "keep", keep)


def tell_redis_only_of_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever died between DynamoDB and Redis is then not made up for."""

    def store(item: Item, *, replaces_same_version: bool = False) -> bool:
        if not table.put(item, replaces_same_version=replaces_same_version):
            return False
        memory.keep(item.pk, Kept.of(item))
        return True

    monkeypatch.setattr(relay, "store", store)


def take_an_outage_for_success(monkeypatch: pytest.MonkeyPatch) -> None:
    original = relay.store

    def store(item: Item, *, replaces_same_version: bool = False) -> bool:
        try:
            return original(item, replaces_same_version=replaces_same_version)
        except MirrorUnavailable:
            return False

    monkeypatch.setattr(relay, "store", store)


def forget_the_trigger_of_prices(monkeypatch: pytest.MonkeyPatch) -> AbstractContextManager[None]:
    ignored: AbstractContextManager[None] = pgtrigger.ignore("catalog.Price:touch_product")
    return ignored


PLANTED: tuple[Callable[[pytest.MonkeyPatch], AbstractContextManager[None] | None], ...] = (
    *(write_without_condition, mark_entries_done_first, leave_tombstones_out, let_redis_go_back),
    *(tell_redis_only_of_what_was_written, take_an_outage_for_success, forget_the_trigger_of_prices),
)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_planted_bug_is_found(
    plant: Callable[[pytest.MonkeyPatch], AbstractContextManager[None] | None],
    monkeypatch: pytest.MonkeyPatch,
    fresh_shop: Callable[[], None],
) -> None:
    for seed in range(MOST_LIVES):
        fresh_shop()
        with monkeypatch.context() as patches, plant(patches) or nullcontext():
            life = Life(seed, patches)
            life.live()
            life.heal()
        if divergent():
            return

    pytest.fail(f"{MOST_LIVES} lives did not bring it to light")
