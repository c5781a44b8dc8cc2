"""A file has arrived, or may have: look at it and put it in line."""

import enum
import logging
from datetime import datetime, timedelta

from django.db import transaction

from assets3d import storage
from assets3d.errors import UploadRefused
from assets3d.models import Source
from assets3d.queries.uploaded_file import check_uploaded_file
from assets3d.services.conversion.join_conversion import join_conversion
from assets3d.signals import file_arrived
from assets3d.states import SourceState

logger = logging.getLogger(__name__)
SHORTEST_WAIT = timedelta(minutes=1)


class FinishedUpload(enum.Enum):
    """What came of looking."""

    UNKNOWN = "no upload was started under this key"
    ELSEWHERE = "another part of the shop keeps it"
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
        return _not_ours(key)
    if source.state != SourceState.UPLOADING:
        return FinishedUpload.SETTLED
    if storage.upload_bytes(key) is None:
        return _await(source, now)
    try:
        sha256 = check_uploaded_file(key, filename=source.filename, announced_bytes=source.announced_bytes)
    except UploadRefused as refusal:
        return _reject(source, refusal)
    return _receive(source, sha256, now)


def _not_ours(key: str) -> FinishedUpload:
    """Storage tells of everything that arrives, also of what others keep there."""
    if any(is_expected for _, is_expected in file_arrived.send(None, key=key)):
        return FinishedUpload.ELSEWHERE
    logger.warning("a file arrived that nobody announced", extra={"key": key})
    return FinishedUpload.UNKNOWN


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
    with transaction.atomic():
        moved = Source.objects.filter(pk=source.pk, state=SourceState.UPLOADING).update(
            state=SourceState.RECEIVED,
            sha256=sha256,
            received_bytes=source.announced_bytes,
            received_at=now,
        )
        if not moved:
            return FinishedUpload.SETTLED
        source.sha256 = sha256
        join_conversion(source)
    return FinishedUpload.RECEIVED
