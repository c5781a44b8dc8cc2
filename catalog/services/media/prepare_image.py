"""Make the widths of a picture that a merchant has sent."""

import hashlib
import io
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from assets3d import storage
from assets3d.pipeline.photos.prepare import PhotoRefused, Picture
from assets3d.pipeline.photos.run import PhotoFailed, run_photo
from catalog.jobs import ring_mirror_relay
from catalog.models import ProductMedia
from catalog.services.media.add_media import MOST_BYTES
from catalog.states import MediaState

logger = logging.getLogger(__name__)
# Longer than any picture takes; who finds one waiting after that, finds its worker dead.
PATIENCE = timedelta(minutes=5)
ATTEMPTS = 3


def prepare_image(*, media_id: int, now: datetime) -> None:
    """Show the picture, or say why not. Twice or side by side it happens once.

    Raises PhotoFailed and StorageUnavailable, after which it is tried again.
    """
    claimed = ProductMedia.objects.filter(
        pk=media_id, state=MediaState.WAITING, look_again_at__lte=now
    ).update(look_again_at=now + PATIENCE, attempts=F("attempts") + 1)
    if not claimed:
        return
    media = ProductMedia.objects.get(pk=media_id)
    data = storage.read_upload(media.sent_key, start=0, length=MOST_BYTES)
    try:
        pictures = run_photo(data)
    except PhotoRefused as refusal:
        _refuse(media, str(refusal))
        return
    except PhotoFailed:
        if media.attempts < ATTEMPTS:
            raise
        logger.exception("a picture could not be prepared", extra={"media_id": media_id})
        _refuse(media, "This picture could not be read. Export it again, or send another.")
        return
    _show(media, pictures)


def _refuse(media: ProductMedia, reason: str) -> None:
    waiting = ProductMedia.objects.filter(pk=media.pk, state=MediaState.WAITING)
    waiting.update(state=MediaState.REFUSED, refusal=reason[:300])
    storage.delete_upload(media.sent_key)


def _show(media: ProductMedia, pictures: Sequence[Picture]) -> None:
    small, medium, large = (_keep(picture) for picture in pictures)
    with transaction.atomic():
        ProductMedia.objects.filter(pk=media.pk, state=MediaState.WAITING).update(
            state=MediaState.READY,
            small_key=small,
            medium_key=medium,
            large_key=large,
            width=pictures[-1].width,
            height=pictures[-1].height,
        )
        ring_mirror_relay()
    storage.delete_upload(media.sent_key)


def _keep(picture: Picture) -> str:
    return storage.put_rendition(
        io.BytesIO(picture.content),
        sha256=hashlib.sha256(picture.content).hexdigest(),
        bytes=len(picture.content),
        content_type="image/webp",
    )
