"""A file has arrived, or may have: look at it and put it in line."""

import enum
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from assets3d import jobs, storage
from assets3d.errors import UploadRefused
from assets3d.models import Conversion, Source
from assets3d.pipeline.recipe import RECIPES
from assets3d.queries.uploaded_file import check_uploaded_file
from assets3d.services.revision.make_revision import make_revision
from assets3d.states import ConversionState, SourceState

logger = logging.getLogger(__name__)
SHORTEST_WAIT = timedelta(minutes=1)


class FinishedUpload(enum.Enum):
    """What came of looking."""

    UNKNOWN = "no upload was started under this key"
    SETTLED = "the verdict was reached before"
    AWAITED = "the file is not there"
    REJECTED = "the file is not one we take"
    RECEIVED = "the file is in line, or its conversion done already"


def finish_upload(*, key: str, now: datetime) -> FinishedUpload:
    """Check the object under `key` and have it converted. Twice, late or side by side, it happens once.

    Raises StorageUnavailable.
    """
    source = Source.objects.filter(key=key).first()
    if source is None:
        logger.warning("a file arrived that nobody announced", extra={"key": key})
        return FinishedUpload.UNKNOWN
    if source.state != SourceState.UPLOADING:
        return FinishedUpload.SETTLED
    if storage.upload_bytes(key) is None:
        return _await(source, now)
    try:
        sha256 = check_uploaded_file(key, announced_bytes=source.announced_bytes)
    except UploadRefused as refusal:
        return _reject(source, refusal)
    return _receive(source, sha256, now)


def _await(source: Source, now: datetime) -> FinishedUpload:
    """Look again later: after half as long again as has passed since the upload was started."""
    wait = max(SHORTEST_WAIT, (now - source.created_at) / 2)
    Source.objects.filter(pk=source.pk, state=SourceState.UPLOADING).update(look_again_at=now + wait)
    return FinishedUpload.AWAITED


def _reject(source: Source, refusal: UploadRefused) -> FinishedUpload:
    moved = Source.objects.filter(pk=source.pk, state=SourceState.UPLOADING).update(
        state=SourceState.REJECTED, refusal_code=refusal.code, refusal=str(refusal)
    )
    if not moved:
        return FinishedUpload.SETTLED
    storage.delete_upload(source.key)
    return FinishedUpload.REJECTED


def _receive(source: Source, sha256: str, now: datetime) -> FinishedUpload:
    recipe = RECIPES[settings.ASSETS3D_RECIPE]
    with transaction.atomic():
        moved = Source.objects.filter(pk=source.pk, state=SourceState.UPLOADING).update(
            state=SourceState.RECEIVED,
            sha256=sha256,
            received_bytes=source.announced_bytes,
            received_at=now,
        )
        if not moved:
            return FinishedUpload.SETTLED
        conversion, _ = Conversion.objects.get_or_create(
            source_sha256=sha256,
            recipe=recipe.name,
            recipe_version=recipe.version,
            defaults={"source_key": source.key},
        )
        _join(source, conversion)
    return FinishedUpload.RECEIVED


def _join(source: Source, conversion: Conversion) -> None:
    """Tie the source to its file's conversion, as it is at this moment: the worker waits for the row."""
    held = Conversion.objects.select_for_update().get(pk=conversion.pk)
    Source.objects.filter(pk=source.pk).update(conversion=held)
    if held.state == ConversionState.DONE:
        make_revision(source, held.pk)
        return
    # The file sent last is certain to be there. After a failure of ours it is also a wish to try again.
    Conversion.objects.filter(pk=held.pk, state=ConversionState.DEAD).update(
        state=ConversionState.QUEUED, attempts=0, fault="", available_at=Now(), source_key=source.key
    )
    jobs.ring_convert(held.pk)
