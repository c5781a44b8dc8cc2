"""Products that go on sale by themselves, are called off, or lack something when they are due."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.errors import MoveRefused, NotReadyToPublish, ProductNotFound, ScheduleRefused
from catalog.mirror.read import read_product
from catalog.mirror.relay import relay_mirror
from catalog.models import Price, Product, Variant
from catalog.services import publish_scheduled as publishing
from catalog.services.move_product import archive_product
from catalog.services.publish_product import publish_product, show_product
from catalog.services.publish_scheduled import publish_scheduled
from catalog.services.schedule_product import call_off_schedule, schedule_product
from catalog.services.sweep_scheduled import sweep_scheduled
from catalog.states import ProductState
from tests.factories.catalog import ProductFactory, make_offer
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db

Capture = Callable[..., AbstractContextManager[list[Callable[[], None]]]]
Facts = tuple[str, datetime | None, datetime | None, str]
HOUR = timedelta(hours=1)
NO_PRICE = "Give “Oak” a price in EUR, or stop offering it."


@pytest.fixture
def draft() -> Product:
    product: Product = ProductFactory(slug="chair")
    make_offer(product=product, name="Oak")
    return product


@pytest.fixture
def scheduled(draft: Product, now: datetime) -> Product:
    """Due in an hour."""
    schedule_product(product_id=draft.pk, publish_at=now + HOUR, now=now)
    return draft


def facts(product: Product) -> Facts:
    """(state, goes on sale at, first on sale at, why it did not)."""
    product.refresh_from_db()
    return product.state, product.publish_at, product.published_at, product.schedule_note


def test_schedule_product_keeps_the_time_and_shows_nothing_yet(scheduled: Product, now: datetime) -> None:
    assert facts(scheduled) == (ProductState.SCHEDULED, now + HOUR, None, "")

    relay_mirror()

    with pytest.raises(ProductNotFound):
        read_product("chair")


@pytest.mark.parametrize("wait", [None, timedelta(0), -HOUR])
def test_schedule_product_refuses_no_time_and_one_that_is_over(
    wait: timedelta | None, draft: Product, now: datetime
) -> None:
    with pytest.raises(ScheduleRefused):
        schedule_product(product_id=draft.pk, publish_at=None if wait is None else now + wait, now=now)

    assert facts(draft) == (ProductState.DRAFT, None, None, "")


def test_schedule_product_refuses_what_could_not_be_published(draft: Product, now: datetime) -> None:
    Price.objects.all().delete()

    with pytest.raises(NotReadyToPublish) as caught:
        schedule_product(product_id=draft.pk, publish_at=now + HOUR, now=now)

    assert caught.value.reasons == [NO_PRICE]
    assert facts(draft) == (ProductState.DRAFT, None, None, "")


@pytest.mark.parametrize("state", [ProductState.PUBLISHED, ProductState.ARCHIVED])
def test_only_drafts_and_scheduled_ones_are_scheduled(state: str, draft: Product, now: datetime) -> None:
    Product.objects.update(state=state, published_at=now)

    with pytest.raises(MoveRefused):
        schedule_product(product_id=draft.pk, publish_at=now + HOUR, now=now)

    assert facts(draft) == (state, None, now, "")


def test_scheduled_product_can_be_given_another_time(scheduled: Product, now: datetime) -> None:
    schedule_product(product_id=scheduled.pk, publish_at=now + 2 * HOUR, now=now)

    publish_scheduled(product_id=scheduled.pk, now=now + HOUR)

    assert facts(scheduled) == (ProductState.SCHEDULED, now + 2 * HOUR, None, "")


def test_call_off_schedule_makes_a_draft_that_never_becomes_due(scheduled: Product, now: datetime) -> None:
    call_off_schedule(product_id=scheduled.pk)

    publish_scheduled(product_id=scheduled.pk, now=now + HOUR)

    assert facts(scheduled) == (ProductState.DRAFT, None, None, "")
    with pytest.raises(MoveRefused):
        call_off_schedule(product_id=scheduled.pk)


def test_scheduled_product_is_published_by_hand_before_its_time(scheduled: Product, now: datetime) -> None:
    publish_product(product_id=scheduled.pk, now=now)

    publish_scheduled(product_id=scheduled.pk, now=now + HOUR)

    assert facts(scheduled) == (ProductState.PUBLISHED, None, now, "")


def test_scheduled_product_that_is_put_away_stays_away(scheduled: Product, now: datetime) -> None:
    archive_product(product_id=scheduled.pk)

    publish_scheduled(product_id=scheduled.pk, now=now + HOUR)

    assert facts(scheduled)[0] == ProductState.ARCHIVED


def test_due_product_is_shown_to_readers(scheduled: Product, now: datetime) -> None:
    publish_scheduled(product_id=scheduled.pk, now=now + HOUR)
    relay_mirror()

    assert facts(scheduled) == (ProductState.PUBLISHED, None, now + HOUR, "")
    assert read_product("chair").name == scheduled.name


def test_publish_scheduled_changes_nothing_the_second_time(scheduled: Product, now: datetime) -> None:
    publish_scheduled(product_id=scheduled.pk, now=now + HOUR)
    version = Product.objects.get().version

    publish_scheduled(product_id=scheduled.pk, now=now + 2 * HOUR)

    assert facts(scheduled) == (ProductState.PUBLISHED, None, now + HOUR, "")
    assert Product.objects.get().version == version


def test_due_product_that_lacks_something_becomes_a_draft_with_a_note(
    scheduled: Product, now: datetime
) -> None:
    Price.objects.all().delete()

    publish_scheduled(product_id=scheduled.pk, now=now + HOUR)

    assert facts(scheduled) == (ProductState.DRAFT, now + HOUR, None, NO_PRICE)


def test_note_is_gone_once_the_product_is_scheduled_again(scheduled: Product, now: datetime) -> None:
    Variant.objects.update(is_active=False)
    publish_scheduled(product_id=scheduled.pk, now=now + HOUR)
    assert facts(scheduled)[3]
    Variant.objects.update(is_active=True)

    schedule_product(product_id=scheduled.pk, publish_at=now + 3 * HOUR, now=now + 2 * HOUR)

    assert facts(scheduled) == (ProductState.SCHEDULED, now + 3 * HOUR, None, "")


def test_worker_that_dies_before_its_commit_leaves_the_product_due(
    scheduled: Product, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show_and_die(product_id: int, now: datetime) -> int:
        shown(product_id, now)
        raise KeyboardInterrupt

    shown = show_product
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "show_product", show_and_die)
        with pytest.raises(KeyboardInterrupt):
            publish_scheduled(product_id=scheduled.pk, now=now + HOUR)
    assert facts(scheduled)[0] == ProductState.SCHEDULED

    publish_scheduled(product_id=scheduled.pk, now=now + 2 * HOUR)

    assert facts(scheduled) == (ProductState.PUBLISHED, None, now + 2 * HOUR, "")


def test_sweep_scheduled_rings_for_what_is_due_and_the_task_publishes_it(
    scheduled: Product, now: datetime, django_capture_on_commit_callbacks: Capture
) -> None:
    later = ProductFactory()
    make_offer(product=later)
    schedule_product(product_id=later.pk, publish_at=now + 2 * HOUR, now=now)
    with django_capture_on_commit_callbacks() as early:
        sweep_scheduled(now=now)

    with django_capture_on_commit_callbacks() as due:
        sweep_scheduled(now=now + HOUR)
    for ring in due:
        ring()

    assert (len(early), len(due)) == (0, 1)
    assert (facts(scheduled)[0], facts(later)[0]) == (ProductState.PUBLISHED, ProductState.SCHEDULED)


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_a_due_product_once(
    scheduled: Product, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show_and_count(product_id: int, now: datetime) -> int:
        calls.append(product_id)
        return shown(product_id, now)

    calls: list[int] = []
    shown = show_product
    monkeypatch.setattr(publishing, "show_product", show_and_count)
    side_by_side([lambda: publish_scheduled(product_id=scheduled.pk, now=now + HOUR)] * 4)

    assert facts(scheduled) == (ProductState.PUBLISHED, None, now + HOUR, "")
    assert calls == [scheduled.pk]


def test_database_keeps_no_scheduled_product_without_a_time(draft: Product) -> None:
    with pytest.raises(IntegrityError, match="product_scheduled_for"), transaction.atomic():
        Product.objects.update(state=ProductState.SCHEDULED)

    assert facts(draft)[0] == ProductState.DRAFT
