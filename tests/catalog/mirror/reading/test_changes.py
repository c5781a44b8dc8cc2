"""Following the changes: in order, each address once, nothing skipped, and nothing told of drafts."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from catalog.errors import BadCursor
from catalog.mirror import memory, table
from catalog.mirror.item import product_pk
from catalog.mirror.reading.changes import read_changes
from catalog.mirror.reading.cursors import cursor_of
from catalog.mirror.relay import relay_mirror
from catalog.mirror.verify import verify_mirror
from catalog.models import MirrorEntry, Product, ProductChange, Variant
from tests.catalog.conftest import Outage
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db

EVER = datetime(2020, 1, 1, tzinfo=UTC)
PATIENCE_SECONDS = 30


def publish(slug: str) -> Variant:
    offer = make_offer(product=ProductFactory(published=True, slug=slug))
    relay_mirror()
    return offer


def told(since: datetime = EVER, cursor: str = "", limit: int = 100) -> tuple[list[str], list[str]]:
    changes = read_changes(since, cursor, limit)
    return [product.slug for product in changes.products], [removed.slug for removed in changes.removed]


def test_changes_come_in_order_and_each_address_once() -> None:
    for slug in ("a", "b", "c"):
        publish(slug)
    Product.objects.filter(slug="a").update(name="Renamed")
    relay_mirror()

    assert told() == (["b", "c", "a"], [])
    assert read_changes(EVER, "", 100).products[-1].name == "Renamed"


def test_what_was_withdrawn_deleted_or_moved_is_told_of_and_no_draft_is() -> None:
    for slug in ("withdrawn", "deleted", "moved", "stays"):
        publish(slug)
    make_offer(product=ProductFactory(slug="draft"))
    Product.objects.filter(slug="withdrawn").update(state="archived")
    Product.objects.get(slug="deleted").delete()
    Product.objects.filter(slug="moved").update(slug="new")
    relay_mirror()

    products, removed = told()

    assert sorted(products) == ["new", "stays"]
    assert sorted(removed) == ["deleted", "moved", "withdrawn"]


def test_next_time_only_what_changed_since_then_is_told() -> None:
    publish("a")
    publish("b")
    until = read_changes(EVER, "", 100).until
    publish("c")

    assert told(until) == (["b", "c"], [])
    later = read_changes(until, "", 100)
    assert read_changes(later.until, "", 100).until == later.until


def test_nothing_new_leaves_the_instant_as_it_was_asked() -> None:
    assert read_changes(EVER, "", 10).until == EVER


def test_pages_of_changes_are_complete_and_without_repeats() -> None:
    for number in range(5):
        publish(f"p{number}")

    pages, cursor = [], ""
    while True:
        page = read_changes(EVER, cursor, 2)
        pages.append([product.slug for product in page.products])
        if not (cursor := page.next_cursor):
            break

    assert pages == [["p0", "p1"], ["p2", "p3"], ["p4"]]


def test_page_of_changes_costs_one_query_and_two_while_dynamodb_is_away(dynamodb_away: Outage) -> None:
    for number in range(5):
        publish(f"p{number}")

    with CaptureQueriesContext(connection) as queries:
        told()
    with dynamodb_away(), CaptureQueriesContext(connection) as more_queries:
        assert len(told()[0]) == 5

    assert (len(queries), len(more_queries)) == (1, 2)


def test_redis_that_was_not_told_misleads_nobody() -> None:
    publish("a")
    stale = memory.recall(product_pk("a"))
    assert stale is not None
    Product.objects.update(name="Renamed")
    relay_mirror()
    memory.keep_page(product_pk("a"), memory._text_of(stale))

    assert [product.name for product in read_changes(EVER, "", 10).products] == ["Renamed"]


def test_what_verification_has_mended_is_told_of() -> None:
    publish("a")
    until = read_changes(EVER, "", 10).until
    item = table.get(product_pk("a"))
    assert item is not None
    table._client().delete_item(TableName=settings.MIRROR_TABLE, Key={"pk": {"S": item.pk}})

    verify_mirror(repairs=True)
    relay_mirror()

    (product,) = read_changes(until, "", 10).products
    change = ProductChange.objects.get()
    assert (product.slug, change.changed_at > until) == ("a", True)


@pytest.mark.parametrize(
    "cursor", ["x", "ü", cursor_of("1@"), cursor_of("9" * 18 + "@1"), cursor_of("1@1") + "="]
)
def test_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        read_changes(EVER, cursor, 10)


@pytest.mark.django_db(transaction=True)
def test_change_that_is_committed_late_is_not_skipped() -> None:
    for slug in ("early", "late"):
        publish(slug)
    until = read_changes(EVER, "", 10).until
    Product.objects.update(name="Renamed")
    noted, may_commit = threading.Event(), threading.Event()

    def note(slug: str, *, waits: bool) -> None:
        with transaction.atomic():
            MirrorEntry.objects.open().filter(slug=slug).update(done_at=Now())
            noted.set()
            if waits:
                may_commit.wait(PATIENCE_SECONDS)
        connection.close()

    first = threading.Thread(target=note, args=("late",), kwargs={"waits": True})
    second = threading.Thread(target=note, args=("early",), kwargs={"waits": False})
    first.start()
    assert noted.wait(PATIENCE_SECONDS)
    second.start()
    _wait_until_somebody_waits(second)

    # The second has come later, so it cannot be seen before the first is.
    assert _changed_after(until) == []
    may_commit.set()
    first.join(PATIENCE_SECONDS)
    second.join(PATIENCE_SECONDS)
    assert _changed_after(until) == ["late", "early"]


def _changed_after(until: datetime) -> list[str]:
    changes = ProductChange.objects.filter(changed_at__gt=until).order_by("changed_at", "position")
    return list(changes.values_list("slug", flat=True))


def _wait_until_somebody_waits(thread: threading.Thread) -> None:
    """For a lock, or for nothing any more because the thread has ended."""
    until = time.monotonic() + PATIENCE_SECONDS
    while thread.is_alive() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
