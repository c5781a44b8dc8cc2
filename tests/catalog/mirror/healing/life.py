"""The life of a shop by a seed, its healing, and what is wrong with the mirror afterwards."""

import time
from random import Random

import pytest
from django.core.cache import cache
from django.db.models.functions import Now

from catalog.errors import CatalogUnavailable
from catalog.mirror import memory, read, table
from catalog.mirror.item import SHELVES_PK, WHOLE_SHOP, Item, product_item, product_pk, shelves_item
from catalog.mirror.relay import relay_mirror
from catalog.mirror.source import load_by_slugs, load_shelves
from catalog.models import MirrorEntry
from tests.catalog.mirror.healing import edits
from tests.catalog.mirror.healing.faults import Faults, Killed, install

STEPS = 40
HEALING_SECONDS = 60
DEEPEST = 2
ADDRESSES = (*edits.SLUGS, edits.BETWEEN)


class Life:
    """Edits, rings of doorbells (lost ones are those that never come), readers, leases that run out, in any order."""

    def __init__(self, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
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
            if not MirrorEntry.objects.open().exists():
                return
        raise AssertionError("The mirror is still behind.")

    def _step(self) -> None:
        chance = self._random.random()
        if chance < 0.5:
            self._random.choice(edits.EDITS)(self._random)
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
    return found + _divergent_shelves()


def _shown(item: Item | None) -> Item | None:
    return item if item and item.document else None


def _divergent_shelves() -> list[str]:
    wanted = shelves_item(load_shelves(), version=0).document
    item, kept = table.get(SHELVES_PK), memory.recall(SHELVES_PK)
    places = {"table": item.document if item else wanted, "Redis": kept.text if kept else wanted}
    return [f"shelves in the {place}" for place, document in places.items() if document != wanted]
