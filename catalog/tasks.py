"""The worker's side of the catalogue's doorbells. Each may run twice."""

import time

from celery import shared_task
from django.utils import timezone

from catalog.mirror.collected import relay_collections
from catalog.mirror.relay import relay_mirror
from catalog.mirror.verify import Segment, verify_mirror
from catalog.search.refresh import relay_search
from catalog.services import publish_scheduled as publishing
from catalog.services import spread_stock as spreading
from catalog.services import sweep_scheduled as due
from catalog.services.media import prepare_image as preparing
from catalog.services.media import sweep_images as unprepared
from catalog.services.moving import run_import as running
from catalog.services.moving import sweep_imports as sweeping
from catalog.services.moving.pictures import fetch_pictures as fetching
from catalog.services.moving.pictures import sweep_pictures as unfetched
from catalog.services.rush import heat_stock as heating

# The clock rings for a part every quarter of an hour, so that a day sees the whole mirror.
VERIFY_EVERY_SECONDS = 900
PARTS_OF_THE_MIRROR = 96


@shared_task(name="catalog.relay_mirror")
def relay_mirror_task(**_later: object) -> None:
    """Bring the mirror and the search up to date; what a later release adds to the message is ignored.

    The search comes last, because the relay of the mirror turns changes of stock into changes of products.
    """
    relay_mirror()
    relay_collections()
    relay_search()


@shared_task(name="catalog.run_import")
def run_import(*, import_id: int, **_later: object) -> None:
    """Go on with a list that a merchant has sent."""
    running.run_import(import_id=import_id)


@shared_task(name="catalog.sweep_imports")
def sweep_imports(**_later: object) -> None:
    """Ring for lists that nobody works on."""
    sweeping.sweep_imports()


@shared_task(name="catalog.fetch_pictures")
def fetch_pictures(**_later: object) -> None:
    """Fetch pictures that lists have named."""
    fetching.fetch_pictures()


@shared_task(name="catalog.sweep_pictures")
def sweep_pictures(**_later: object) -> None:
    """Ring for pictures that nobody has fetched."""
    unfetched.sweep_pictures()


@shared_task(name="catalog.verify_mirror")
def verify_mirror_task(**_later: object) -> int:
    """Compare one part of the mirror with PostgreSQL and mend it; which part the time of day tells.

    Returns how many documents differed, which is measured.
    """
    number = int(time.time() // VERIFY_EVERY_SECONDS) % PARTS_OF_THE_MIRROR
    return len(verify_mirror(repairs=True, segment=Segment(number, PARTS_OF_THE_MIRROR)).differences)


@shared_task(name="catalog.publish_scheduled")
def publish_scheduled(*, product_id: int, **_later: object) -> None:
    """Put a scheduled product on sale if its time has come."""
    publishing.publish_scheduled(product_id=product_id, now=timezone.now())


@shared_task(name="catalog.sweep_scheduled")
def sweep_scheduled(**_later: object) -> None:
    """Ring for scheduled products whose time has come."""
    due.sweep_scheduled(now=timezone.now())


@shared_task(name="catalog.prepare_image")
def prepare_image(*, media_id: int, **_later: object) -> None:
    """Make the widths of a picture that a merchant has sent."""
    preparing.prepare_image(media_id=media_id, now=timezone.now())


@shared_task(name="catalog.sweep_images")
def sweep_images(**_later: object) -> None:
    """Ring for pictures that nobody works on."""
    unprepared.sweep_images(now=timezone.now())


@shared_task(name="catalog.sweep_buckets")
def sweep_buckets(**_later: object) -> None:
    """Find what sells in a rush, and level its stock."""
    heating.heat_stock(now=timezone.now())
    spreading.sweep_buckets()
