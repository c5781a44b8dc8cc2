"""The life of a shop by a seed, its healing, and what is wrong with the mirror afterwards."""

import time
from collections.abc import Sequence
from random import Random

import pytest
from django.core.cache import cache
from django.db.models.functions import Now

from catalog.errors import CatalogUnavailable
from catalog.mirror import memory, read, table
from catalog.mirror.collected import relay_collections
from catalog.mirror.item import (
    WHOLE_SHOP,
    Item,
    collected_item,
    collections_item,
    product_item,
    product_pk,
    shelves_item,
)
from catalog.mirror.relay import relay_mirror
from catalog.mirror.source import load_by_slugs, load_collected, load_collections, load_shelves
from catalog.models import CollectionChange, MirrorEntry, ProductChange
from tests.catalog.mirror.healing import edits
from tests.catalog.mirror.healing.faults import Faults, Killed, install

STEPS = 40
HEALING_SECONDS = 60
DEEPEST = 2
ADDRESSES = (*edits.SLUGS, edits.BETWEEN)


class Life:
    """Edits, rings of doorbells (lost ones are those that never come), readers, leases that run out, in any order."""

    def __init__(
        self,
        seed: int,
        monkeypatch: pytest.MonkeyPatch,
        choices: Sequence[edits.Edit] = edits.EDITS,
    ) -> None:
        self._choices = choices
        self._random = Random(seed)  # noqa: S311  # the same life for the same seed
        self._depth = 0
        self.faults = Faults(self._random, self._meanwhile)
        install(self.faults, monkeypatch)

    def live(self) -> None:
        edits.found(self._random)
        for _ in range(STEPS):
            self._step()

    def heal(self) -> None:
        """Nothing fails any more; leases run out. Raises AssertionError when work is left after HEALING_SECONDS."""
        self.faults.are_on = False
        until = time.monotonic() + HEALING_SECONDS
        while time.monotonic() < until:
            self._end_leases()
            relay_mirror()
            relay_collections()
            if not MirrorEntry.objects.open().exists() and not CollectionChange.objects.exists():
                return
        raise AssertionError("The mirror is still behind.")

    def _step(self) -> None:
        chance = self._random.random()
        if chance < 0.5:
            self._random.choice(self._choices)(self._random)
        elif chance < 0.75:
            self._relay()
        elif chance < 0.9:
            self._read()
        elif chance < 0.97:
            self._end_leases()
        else:
            cache.clear()

    def _meanwhile(self) -> None:
        if self._depth < DEEPEST:
            for _ in range(self._random.randrange(1, 4)):
                self._step()

    def _relay(self) -> None:
        self._depth += 1
        try:
            relay_mirror()
            relay_collections()
        except Killed:
            pass
        finally:
            self._depth -= 1

    def _read(self) -> None:
        """Like `read_product`, but without waiting for flights: the one before is paused in this very thread."""
        slug = self._random.choice(ADDRESSES)
        pk = product_pk(slug)
        self._depth += 1
        try:
            if memory.recall(pk) is None:
                read._fetch(pk, lambda: read._product_from_database(slug))
        except (Killed, CatalogUnavailable):
            pass
        finally:
            self._depth -= 1

    def _end_leases(self) -> None:
        MirrorEntry.objects.open().update(available_at=Now())


def divergent() -> list[str]:
    """Addresses at which readers are shown something else than PostgreSQL says, and where."""
    rows = load_by_slugs(ADDRESSES)
    wanted = {slug: product_item(row, "EUR") for slug, row in rows.items()}
    listed = {item.pk: item for item in table.query("shop", WHOLE_SHOP, "", 100)}
    changed = dict(ProductChange.objects.values_list("slug", "version"))
    found = []
    for slug in ADDRESSES:
        item, pk = wanted.get(slug), product_pk(slug)
        shown = item if item and item.document else None
        if _shown(table.get(pk)) != shown:
            found.append(f"{slug} in the table")
        if listed.get(pk) != shown:
            found.append(f"{slug} in listings")
        kept = memory.recall(pk)
        if kept and kept.text != (shown.document if shown else None):
            found.append(f"{slug} in Redis")
        if shown and changed.get(slug, 0) < shown.version:
            found.append(f"{slug} among the changes")
    return [*found, *_divergent_shelves(), *_divergent_collections()]


def _shown(item: Item | None) -> Item | None:
    return item if item and item.document else None


def _divergent_shelves() -> list[str]:
    return _divergent_places(shelves_item(load_shelves(), version=0))


def _divergent_collections() -> list[str]:
    collected = collected_item(edits.PICKED, load_collected(edits.PICKED), version=0)
    return [
        *_divergent_places(collected),
        *_divergent_places(collections_item(load_collections(), version=0)),
    ]


def _divergent_places(wanted: Item) -> list[str]:
    """Where something else is kept than this document; nothing at all is right as long as nobody has asked."""
    item, kept = table.get(wanted.pk), memory.recall(wanted.pk)
    places = {
        "table": item.document if item else wanted.document,
        "Redis": kept.text if kept else wanted.document,
    }
    return [
        f"{wanted.pk} in the {place}" for place, document in places.items() if document != wanted.document
    ]
