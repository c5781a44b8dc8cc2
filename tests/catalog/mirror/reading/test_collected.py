"""Collections as shoppers have them: in the merchant's order, out of the mirror, and never staler than the relay."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.errors import BadCursor, CollectionNotFound, MirrorUnavailable
from catalog.mirror import table
from catalog.mirror.collected import relay_collections
from catalog.mirror.item import Item, collection_pk
from catalog.mirror.read import read_products
from catalog.mirror.reading.collected import read_collected, read_collection, read_collections
from catalog.mirror.reading.cursors import cursor_of
from catalog.mirror.reading.views import CollectionSummaryView
from catalog.mirror.relay import relay_mirror
from catalog.mirror.verify import verify_mirror
from catalog.models import Collection, CollectionChange, CollectionItem, Product
from tests.catalog.conftest import Outage
from tests.factories.catalog import ProductFactory, make_collection, make_offer

pytestmark = pytest.mark.django_db


def publish(*slugs: str) -> list[Product]:
    return [make_offer(product=ProductFactory(published=True, slug=slug)).product for slug in slugs]


def relay() -> None:
    relay_mirror()
    relay_collections()


@pytest.fixture
def summer() -> Collection:
    """Five products, the second of which is not on sale."""
    products = publish("a", "b", "c", "d", "e")
    Product.objects.filter(slug="b").update(state="draft")
    summer = make_collection("Summer", *products, description="For hot days")
    relay()
    return summer


def pages_of(slug: str, limit: int) -> list[list[str]]:
    pages, cursor = [], ""
    while True:
        page = read_collected(read_collection(slug), cursor, limit)
        pages.append([product.slug for product in page.products])
        if not (cursor := page.next_cursor):
            return pages


def test_pages_of_a_collection_are_full_and_in_its_order(summer: Collection) -> None:
    assert pages_of("summer", 3) == [["a", "c", "d"], ["e"]]


def test_collections_that_are_shown_and_have_something_in_them_are_listed(summer: Collection) -> None:
    make_collection("Empty")
    make_collection("Secret", *publish("f"), is_shown=False)
    relay()

    assert read_collections() == (CollectionSummaryView("summer", "Summer", "For hot days"),)
    for slug in ("empty", "secret", "nowhere", "no such address"):
        with pytest.raises(CollectionNotFound):
            read_collection(slug)


def test_whatever_changes_a_collection_reaches_its_readers(summer: Collection) -> None:
    assert pages_of("summer", 10) == [["a", "c", "d", "e"]]

    summer.items.filter(product__slug="a").update(position=9)
    summer.items.filter(product__slug="d").delete()
    Product.objects.filter(slug="c").update(slug="moved")
    relay()
    assert pages_of("summer", 10) == [["moved", "e", "a"]]

    Collection.objects.update(name="Winter", slug="winter")
    relay()
    assert read_collection("winter").name == "Winter"
    with pytest.raises(CollectionNotFound):
        read_collection("summer")

    Collection.objects.get().delete()
    relay()
    assert read_collections() == ()
    with pytest.raises(CollectionNotFound):
        read_collection("winter")


def test_collections_cost_no_query_when_redis_forgot(summer: Collection) -> None:
    cache.clear()

    with CaptureQueriesContext(connection) as queries:
        assert pages_of("summer", 10) == [["a", "c", "d", "e"]]
        assert len(read_collections()) == 1

    assert len(queries) == 0


def test_collection_is_read_without_the_mirror(summer: Collection, dynamodb_away: Outage) -> None:
    cache.clear()

    with dynamodb_away(), CaptureQueriesContext(connection) as queries:
        assert pages_of("summer", 10) == [["a", "c", "d", "e"]]

    # The collection, and all its products at once.
    assert len(queries) == 2


def test_page_goes_on_where_the_one_before_ended_though_the_collection_changed(summer: Collection) -> None:
    first = read_collected(read_collection("summer"), "", 2)
    CollectionItem.objects.filter(product__slug="a").delete()
    relay()

    rest = read_collected(read_collection("summer"), first.next_cursor, 10)

    assert [product.slug for product in rest.products] == ["d", "e"]


def test_collection_with_next_to_nothing_on_sale_is_read_in_short_pages(
    summer: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    Product.objects.exclude(slug="e").update(state="draft")
    relay()
    monkeypatch.setattr("catalog.mirror.reading.collected.MOST_BATCHES", 2)

    assert pages_of("summer", 2) == [[], ["e"]]


@pytest.mark.parametrize("cursor", ["x", cursor_of("1@"), cursor_of("@a"), cursor_of("2026-05-01")])
def test_foreign_cursor_is_refused(cursor: str, summer: Collection) -> None:
    with pytest.raises(BadCursor):
        read_collected(read_collection("summer"), cursor, 10)


def test_what_the_mirror_could_not_take_waits(summer: Collection, dynamodb_away: Outage) -> None:
    Collection.objects.update(name="Winter")
    with dynamodb_away():
        assert relay_collections() == 0
    assert CollectionChange.objects.exists()

    relay_collections()

    assert read_collection("summer").name == "Winter"
    assert not CollectionChange.objects.exists()


def test_relay_that_died_halfway_is_made_up_for(summer: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    Collection.objects.update(name="Winter")

    def die(item: Item, **_options: object) -> bool:
        raise MirrorUnavailable(f"Died at {item.pk}.")

    with monkeypatch.context() as patches:
        patches.setattr(table, "put", die)
        relay_collections()

    assert relay_collections() == 1
    assert read_collection("summer").name == "Winter"


def test_verification_mends_a_collection(summer: Collection) -> None:
    item = table.get(collection_pk("summer"))
    assert item is not None
    assert item.document is not None
    wrong = Item(item.pk, item.version, item.document.replace('"a",', ""))
    table.put(wrong, replaces_same_version=True)

    verify_mirror(repairs=True)

    mended = table.get(collection_pk("summer"))
    assert mended is not None
    assert mended.document == item.document


def test_products_by_address_come_in_one_go_from_each_place(
    summer: Collection, dynamodb_away: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    original = table._get_batch

    def get_batch(pks: list[str]) -> tuple[list[Item], list[str]]:
        asked.append(len(pks))
        return original(pks)

    monkeypatch.setattr(table, "_get_batch", get_batch)
    wanted = ["e", "nobody", "b", "a", "not an address"]

    def found() -> list[str]:
        cache.clear()
        return [product.slug for product in read_products(wanted[2:] + wanted[:1])]

    with CaptureQueriesContext(connection) as queries:
        assert found() == ["a", "e"]
    with dynamodb_away(), CaptureQueriesContext(connection) as fallback:
        assert found() == ["a", "e"]

    assert (len(queries), len(fallback)) == (0, 1)
    assert asked[0] == 3
    assert [product.slug for product in read_products(wanted)] == ["e", "a"]


def test_keys_that_dynamodb_leaves_unanswered_are_asked_for_again(
    summer: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = table._get_batch

    def half(pks: list[str]) -> tuple[list[Item], list[str]]:
        items, _ = original(pks[:1])
        return items, list(pks[1:])

    monkeypatch.setattr(table, "_get_batch", half)
    monkeypatch.setattr(table, "PAUSES_SECONDS", (0.0,) * 4)

    assert len(table.get_many([f"product#{slug}" for slug in "abcde"])) == 5
    with pytest.raises(MirrorUnavailable):
        table.get_many([f"product#{slug}" for slug in "abcdefgh"])
