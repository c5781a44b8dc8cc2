"""A worker fetches pictures that lists have named, one after the other, and hands them to where sent pictures go."""

import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.outbound.asking import USUAL, Rules
from accounts.outbound.refusals import AskingRefused
from catalog.errors import MediaRefused
from catalog.exchange.fetch_picture import FetchedPicture, fetch_picture
from catalog.jobs import ring_fetch_pictures
from catalog.models import ProductMedia, Variant, WantedPicture
from catalog.services.media.add_media import add_image
from catalog.states import WantedState

# After this a worker lets others have a turn. Far below the queue's visibility, so that messages are not doubled.
SLICE_SECONDS = 30.0
# Longer than fetching and storing one picture take.
LEASE = timedelta(minutes=5)
ATTEMPTS = 5
# After the first attempt; each time four times as long, so that the last one is more than an hour later.
FIRST_PAUSE = timedelta(minutes=1)


def fetch_pictures(*, seconds: float = SLICE_SECONDS, rules: Rules = USUAL) -> None:
    """Fetch what is due for about `seconds`, then ring for the rest. Side by side, each picture is fetched once.

    Raises StorageUnavailable; the picture waits then until its lease is over.
    """
    until = time.monotonic() + seconds
    while (wanted := _claim()) is not None:
        _fetch(wanted, rules)
        if time.monotonic() > until:
            ring_fetch_pictures()
            return


def _claim() -> WantedPicture | None:
    """The picture that is due longest, nobody else's for as long as the lease lasts."""
    with transaction.atomic():
        due = WantedPicture.objects.due().filter(attempts__lt=ATTEMPTS).order_by("due_at", "pk")
        wanted = due.select_for_update(skip_locked=True).first()
        if wanted is None:
            return None
        wanted.attempts += 1
        WantedPicture.objects.filter(pk=wanted.pk).update(attempts=wanted.attempts, due_at=Now() + LEASE)
    return wanted


@dataclass(frozen=True)
class _Failure:
    code: str
    message: str
    is_passing: bool


def _fetch(wanted: WantedPicture, rules: Rules) -> None:
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        path = Path(folder) / "picture"
        try:
            fetched = fetch_picture(wanted.address, path, rules)
            _take(wanted, fetched, path)
        except AskingRefused as refusal:
            _note(wanted, _Failure(refusal.code, str(refusal), refusal.is_passing))
        except MediaRefused as refusal:
            _note(wanted, _Failure(refusal.code, str(refusal), is_passing=False))


def _take(wanted: WantedPicture, fetched: FetchedPicture, path: Path) -> None:
    """Add the picture to its product, unless the product has the same one from another address."""
    same = WantedPicture.objects.filter(product=wanted.product_id, sha256=fetched.sha256).exclude(media=None)
    twin = same.values_list("media", flat=True).first()
    media_id = twin if twin is not None else _add(wanted, fetched, path).pk
    kept = _held(wanted).update(
        state=WantedState.FETCHED, sha256=fetched.sha256, media=media_id, problem_code="", problem=""
    )
    if not kept and twin is None:
        # Somebody else was faster, because this took longer than the lease.
        ProductMedia.objects.filter(pk=media_id).delete()


def _add(wanted: WantedPicture, fetched: FetchedPicture, path: Path) -> ProductMedia:
    product = wanted.product
    with path.open("rb") as file:
        media = add_image(product=product, file=file, bytes=fetched.bytes, alt=wanted.alt or product.name)
    shown = Variant.objects.filter(product=product, sku__in=wanted.skus)[:2]
    # What shows several variants shows the product.
    variant = shown[0] if len(shown) == 1 else None
    ProductMedia.objects.filter(pk=media.pk).update(position=wanted.position, variant=variant)
    return media


def _note(wanted: WantedPicture, failure: _Failure) -> None:
    """Say why, and when it is tried again, if it is."""
    is_over = not failure.is_passing or wanted.attempts >= ATTEMPTS
    _held(wanted).update(
        state=WantedState.FAILED if is_over else WantedState.WAITING,
        due_at=Now() + FIRST_PAUSE * 4 ** (wanted.attempts - 1),
        problem_code=failure.code,
        problem=failure.message,
    )


def _held(wanted: WantedPicture) -> QuerySet[WantedPicture]:
    """The row as long as nobody else has claimed it since."""
    return WantedPicture.objects.filter(pk=wanted.pk, state=WantedState.WAITING, attempts=wanted.attempts)
