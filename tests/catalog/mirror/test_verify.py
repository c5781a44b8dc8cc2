"""Comparing the mirror in parts, while the shop goes on; and making it anew, in several goes."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import tasks
from catalog.mirror import table, verify
from catalog.mirror.item import Item, product_pk
from catalog.mirror.rebuild import rebuild_mirror
from catalog.mirror.relay import relay_mirror
from catalog.mirror.verify import Difference, Segment, verify_mirror
from catalog.models import MirrorEntry, Price, Product
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db

SLUGS = tuple(f"p{number}" for number in range(7))


@pytest.fixture
def mirrored() -> None:
    for slug in SLUGS:
        make_offer(product=ProductFactory(published=True, slug=slug))
    relay_mirror()


def item_of(slug: str) -> Item:
    item = table.get(product_pk(slug))
    assert item is not None
    return item


def plant() -> set[Difference]:
    """One difference of each kind."""
    different, behind = item_of("p0"), item_of("p1")
    table.put(replace(different, rank="9"), replaces_same_version=True)
    Price.objects.filter(variant__product__slug="p1").update(amount_minor=1)
    table.put(replace(behind, pk=product_pk("ghost")))
    make_offer(product=ProductFactory(published=True, slug="lost"))
    MirrorEntry.objects.all().delete()
    return {
        Difference("p0", "different"),
        Difference("p1", "behind"),
        Difference("ghost", "left over"),
        Difference("lost", "missing"),
    }


@pytest.mark.parametrize("total", [1, 3, 16])
def test_parts_together_see_everything_once(total: int, mirrored: None) -> None:
    planted = plant()

    verdicts = [verify_mirror(segment=Segment(number, total)) for number in range(total)]

    found = [difference for verdict in verdicts for difference in verdict.differences]
    assert sorted(found, key=str) == sorted(planted, key=str)
    assert sum(verdict.checked for verdict in verdicts) == len(SLUGS) + 1


def test_parts_mend_what_they_find(mirrored: None) -> None:
    planted = plant()

    found = [
        difference
        for number in range(3)
        for difference in verify_mirror(repairs=True, segment=Segment(number, 3)).differences
    ]

    assert set(found) == planted
    assert verify_mirror().differences == ()
    assert item_of("ghost").document is None


@pytest.mark.parametrize(("number", "total"), [(-1, 3), (3, 3), (0, 0)])
def test_part_that_does_not_exist_is_refused(number: int, total: int) -> None:
    with pytest.raises(ValueError, match="There is no part"):
        Segment(number, total)


def test_change_that_waits_is_late_and_not_different(mirrored: None) -> None:
    Price.objects.update(amount_minor=1)
    Product.objects.get(slug="p0").delete()

    assert verify_mirror(repairs=True).differences == ()

    assert item_of("p0").document is not None
    relay_mirror()
    assert item_of("p0").document is None


def test_price_that_is_still_to_come_hides_no_difference(mirrored: None) -> None:
    planted = plant()
    tomorrow = timezone.now() + timedelta(days=1)
    for slug in ("p0", "p1", "ghost", "lost"):
        MirrorEntry.objects.create(product_id=1, slug=slug, created_at=tomorrow, available_at=tomorrow)

    assert set(verify_mirror().differences) == planted


def test_change_written_while_it_is_compared_is_not_different(
    mirrored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Price.objects.update(amount_minor=1)
    original = verify._without_entries

    def after_the_relay(slugs: list[str]) -> list[str]:
        relay_mirror()
        return original(slugs)

    monkeypatch.setattr(verify, "_without_entries", after_the_relay)

    assert verify_mirror().differences == ()


def test_product_that_comes_to_a_left_over_address_is_not_buried(mirrored: None) -> None:
    make_offer(product=ProductFactory(published=True, slug="ghost"))

    verify._bury("ghost")
    relay_mirror()

    assert item_of("ghost").document is not None
    assert verify_mirror().differences == ()


def test_clock_sees_the_whole_mirror_in_a_day_and_mends_it(
    mirrored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = plant()
    now = 1_800_000_000.0
    monkeypatch.setattr(tasks, "PARTS_OF_THE_MIRROR", 4)
    monkeypatch.setattr(time, "time", lambda: now)

    found = 0
    for _ring in range(4):
        found += tasks.verify_mirror_task()
        now += tasks.VERIFY_EVERY_SECONDS

    assert found == len(planted)
    assert verify_mirror().differences == ()


def test_day_is_as_long_as_all_parts() -> None:
    assert tasks.PARTS_OF_THE_MIRROR * tasks.VERIFY_EVERY_SECONDS == 24 * 3600


def test_interrupted_rebuild_goes_on_where_it_was(mirrored: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.mirror.rebuild.PRODUCTS_AT_ONCE", 3)
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    told: list[tuple[int, int]] = []

    def stop_after_three(done: int, last_id: int) -> None:
        told.append((done, last_id))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_mirror(stop_after_three)
    rest = rebuild_mirror(lambda done, last_id: told.append((done, last_id)), after_id=told[0][1])

    assert rest == 4
    assert told == [(3, ids[2]), (3, ids[5]), (4, ids[6])]
    assert verify_mirror().differences == ()
