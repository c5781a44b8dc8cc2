"""A merchant adds a picture or a video to a product."""

import uuid
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import filesizeformat

from assets3d import storage
from catalog.errors import MediaRefused
from catalog.jobs import ring_mirror_relay, ring_prepare_image
from catalog.models import Product, ProductMedia
from catalog.states import MediaKind, MediaState

# Among the uploads, below the prefix of which storage tells.
INCOMING_PICTURES = "incoming/media/"
MOST_BYTES = 20 * 1024 * 1024
MOST_OF_A_PRODUCT = 50


def add_image(*, product: Product, file: IO[bytes], bytes: int, alt: str) -> ProductMedia:
    """Keep what was sent and have it prepared; it is shown behind the others once that is done.

    What kind of file it is, only the worker looks at. Raises MediaRefused for one that is too large or empty, or when
    the product has enough; StorageUnavailable.
    """
    # Stored before the row exists, because nothing may be asked of S3 inside a transaction.
    key = store_image(merchant_id=product.merchant_id, file=file, bytes=bytes)
    return add_stored_image(product=product, key=key, alt=alt)


def store_image(*, merchant_id: int, file: IO[bytes], bytes: int) -> str:
    """Where among the uploads a picture is now that nobody knows of yet. Raises MediaRefused, StorageUnavailable."""
    if not 0 < bytes <= MOST_BYTES:
        raise MediaRefused(
            "media_size", f"A picture has some bytes and at most {filesizeformat(MOST_BYTES)}."
        )
    key = f"{INCOMING_PICTURES}{merchant_id}/{uuid.uuid4()}"
    storage.put_upload(key, file, bytes=bytes, content_type="application/octet-stream")
    return key


def add_stored_image(*, product: Product, key: str, alt: str, variant_id: int | None = None) -> ProductMedia:
    """Have what `store_image` has stored prepared. Raises MediaRefused."""
    with transaction.atomic():
        media = _add(
            product,
            kind=MediaKind.IMAGE,
            state=MediaState.WAITING,
            alt=alt,
            sent_key=key,
            variant_id=variant_id,
        )
        ring_prepare_image(media.pk)
    return media


def add_video(*, product: Product, video_url: str, alt: str, variant_id: int | None = None) -> ProductMedia:
    """Link to a video behind what the product has already. Raises MediaRefused."""
    with transaction.atomic():
        media = _add(
            product,
            kind=MediaKind.VIDEO,
            state=MediaState.READY,
            alt=alt,
            video_url=video_url.strip(),
            variant_id=variant_id,
        )
        ring_mirror_relay()
    return media


def _add(product: Product, *, alt: str, **facts: str | int | None) -> ProductMedia:
    # Held, so that what is added side by side is counted one after the other.
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    if product.media.count() >= MOST_OF_A_PRODUCT:
        raise MediaRefused("media_enough", f"A product has {MOST_OF_A_PRODUCT} pictures and videos at most.")
    last = product.media.aggregate(last=Max("position"))["last"]
    media = ProductMedia(product=product, alt=alt.strip(), position=0 if last is None else last + 1, **facts)
    try:
        media.clean_fields()
    except ValidationError as error:
        raise MediaRefused("media_refused", " ".join(error.messages)) from error
    media.save()
    return media
