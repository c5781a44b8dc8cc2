"""The way from PostgreSQL into the mirror: in any order, twice, by several at once, and after failures."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models.functions import Now

from catalog.errors import MirrorUnavailable
from catalog.mirror import memory, relay, table
from catalog.mirror.item import MAX_DOCUMENT_BYTES, Item, product_item, product_pk, tombstone
from catalog.mirror.read import read_product
from catalog.mirror.rebuild import rebuild_mirror
from catalog.mirror.relay import relay_mirror, store
from catalog.mirror.source import load_by_slugs
from catalog.mirror.verify import verify_mirror
from catalog.models import MirrorEntry, Price, Product, Stock, Variant
from catalog.scarcity import PLENTY
from tests.catalog.conftest import Outage
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer() -> Variant:
    return make_offer(product=ProductFactory(published=True, slug="chair"))


def current_item(slug: str = "chair") -> Item:
    return product_item(load_by_slugs([slug])[slug], "EUR")


def mirrored(slug: str = "chair") -> Item | None:
    return table.get(product_pk(slug))


def shown_price() -> int:
    return read_product("chair").lowest_price.minor


def test_relay_writes_what_is_published_and_empties_the_queue(offer: Variant) -> None:
    relay_mirror()

    assert mirrored() == current_item()
    assert not MirrorEntry.objects.open().exists()


def test_price_change_reaches_readers_at_once_though_redis_held_the_old_one(offer: Variant) -> None:
    relay_mirror()
    assert shown_price() == 4990
    Price.objects.update(amount_minor=100)

    relay_mirror()

    assert shown_price() == 100


def test_stock_that_becomes_scarce_is_shown(offer: Variant) -> None:
    relay_mirror()
    before = read_product("chair")
    Stock.objects.update(allocated=8)

    relay_mirror()

    after = read_product("chair")
    assert (before.variants[0].left, after.variants[0].left) == (PLENTY, 2)
    assert after.version > before.version


def test_entries_of_one_address_are_written_once(offer: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    for amount in range(5):
        Price.objects.update(amount_minor=amount)
    written: list[str] = []

    def put(item: Item, *, replaces_same_version: bool) -> bool:
        written.append(item.pk)
        return True

    monkeypatch.setattr(table, "put", put)

    relay_mirror()

    assert written.count("product#chair") == 1


def test_late_and_doubled_writes_change_nothing(offer: Variant) -> None:
    old = current_item()
    Price.objects.update(amount_minor=100)
    new = current_item()
    assert store(new)

    assert not store(old)
    assert not store(new)

    assert mirrored() == new
    assert shown_price() == 100


def test_slow_reader_does_not_put_an_old_document_over_a_new_one(offer: Variant) -> None:
    old = current_item()
    Price.objects.update(amount_minor=100)
    relay_mirror()

    memory.keep(old.pk, memory.Kept.of(old))

    assert shown_price() == 100


def test_tombstone_beats_a_late_write(offer: Variant) -> None:
    last = current_item()
    offer.product.delete()
    relay_mirror()

    assert not store(last)

    found = mirrored()
    assert found is not None
    assert (found.document, found.listing, found.shop) == (None, None, None)


def test_address_passes_from_one_product_to_another(offer: Variant) -> None:
    relay_mirror()
    Product.objects.filter(pk=offer.product_id).update(slug="old-chair")
    make_offer(product=ProductFactory(published=True, slug="chair", name="Successor"))

    relay_mirror()

    assert read_product("chair").name == "Successor"
    assert read_product("old-chair").id == offer.product_id


def test_address_of_a_deleted_product_can_be_used_again(offer: Variant) -> None:
    offer.product.delete()
    relay_mirror()
    make_offer(product=ProductFactory(published=True, slug="chair", name="Successor"))

    relay_mirror()

    assert read_product("chair").name == "Successor"


def test_relay_that_died_after_writing_is_made_up_for(
    offer: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay_mirror()
    Price.objects.update(amount_minor=100)
    with monkeypatch.context() as killed:
        killed.setattr(memory, "keep", _die)
        with pytest.raises(KeyboardInterrupt):
            relay_mirror()
    assert shown_price() == 4990
    MirrorEntry.objects.open().update(available_at=Now() - timedelta(seconds=1))

    relay_mirror()

    assert shown_price() == 100
    assert not MirrorEntry.objects.open().exists()


def _die(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_leased_entries_are_left_to_their_relay(offer: Variant) -> None:
    MirrorEntry.objects.update(available_at=Now() + timedelta(seconds=60))

    assert relay_mirror().entries == 0
    assert mirrored() is None


def test_outage_of_dynamodb_costs_no_attempt_and_loses_nothing(offer: Variant, dynamodb_away: Outage) -> None:
    waiting = MirrorEntry.objects.filter(version__isnull=False).count()
    with dynamodb_away():
        relay_mirror()
    entries = MirrorEntry.objects.filter(version__isnull=False)
    assert set(entries.values_list("attempts", "done_at", "dead_at")) == {(0, None, None)}
    assert entries.count() >= waiting

    MirrorEntry.objects.update(available_at=Now())
    relay_mirror()

    assert mirrored() == current_item()


def test_document_that_never_fits_is_given_up_and_holds_nobody_up(offer: Variant) -> None:
    make_offer(product=ProductFactory(published=True, slug="huge", description="x" * MAX_DOCUMENT_BYTES))

    for _ in range(relay.ATTEMPTS):
        MirrorEntry.objects.open().update(available_at=Now())
        relay_mirror()

    assert mirrored() == current_item()
    assert not MirrorEntry.objects.open().exists()
    dead = MirrorEntry.objects.filter(dead_at__isnull=False)
    assert set(dead.values_list("slug", "attempts")) == {("huge", relay.ATTEMPTS)}
    assert read_product("huge").description == "x" * MAX_DOCUMENT_BYTES
    assert rebuild_mirror() == 2


def test_done_entries_are_forgotten_after_a_day(offer: Variant) -> None:
    relay_mirror()
    kept = MirrorEntry.objects.order_by("pk").last()
    assert kept is not None
    MirrorEntry.objects.exclude(pk=kept.pk).update(done_at=Now() - timedelta(days=2))

    relay_mirror()

    assert list(MirrorEntry.objects.all()) == [kept]


def in_threads(*works: Callable[[], object]) -> list[BaseException]:
    """Run all at once; return what they raised."""
    barrier, errors = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=60)
            work()
        except BaseException as error:  # noqa: BLE001  # handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


@pytest.mark.django_db(transaction=True)
def test_relays_at_work_while_merchants_edit_never_diverge() -> None:
    offers = [make_offer(product=ProductFactory(published=True, slug=f"p{number}")) for number in range(4)]

    def edit(seed: int) -> None:
        for step in range(15):
            offer = offers[(seed + step) % len(offers)]
            Price.objects.filter(variant=offer).update(amount_minor=seed * 1000 + step)
            Stock.objects.filter(variant=offer).update(on_hand=step % 7)
            if step % 5 == 0:
                Product.objects.filter(pk=offer.product_id).update(state=["draft", "published"][step % 2])

    def work() -> None:
        for _ in range(15):
            relay_mirror()

    errors = in_threads(lambda: edit(1), lambda: edit(2), work, work)
    relay_mirror()

    assert errors == []
    assert not MirrorEntry.objects.open().exists()
    verdict = verify_mirror()
    assert verdict.differences == ()
    for slug in ("p0", "p1", "p2", "p3"):
        assert memory.recall(product_pk(slug)) in (None, memory.Kept.of(current_item(slug)))


def test_verify_finds_and_repairs_what_was_lost_changed_or_left_over(offer: Variant) -> None:
    relay_mirror()
    item = mirrored()
    assert item is not None
    assert item.document is not None
    table.put(replace(item, document=item.document.replace("4990", "1")), replaces_same_version=True)
    table.put(replace(item, pk=product_pk("ghost")))
    MirrorEntry.objects.all().delete()
    make_offer(product=ProductFactory(published=True, slug="lost"))
    MirrorEntry.objects.all().delete()

    found = verify_mirror(repairs=True)

    assert sorted((difference.slug, difference.kind) for difference in found.differences) == [
        ("chair", "different"),
        ("ghost", "left over"),
        ("lost", "missing"),
    ]
    assert verify_mirror().differences == ()
    assert mirrored() == current_item()
    assert mirrored("ghost") == tombstone("ghost", mirrored("ghost").version)  # type: ignore[union-attr]  # repaired


def test_store_says_when_dynamodb_is_away(offer: Variant, dynamodb_away: Outage) -> None:
    with dynamodb_away(), pytest.raises(MirrorUnavailable):
        store(current_item())
