"""A merchant wants to send a file."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from accounts.models import Merchant, User
from assets3d import storage
from assets3d.errors import UploadRefused
from assets3d.models import Asset, Source
from assets3d.queries.file_kinds import FILE_KINDS, KINDS_IN_WORDS, ending_of
from assets3d.states import SourceState

FILENAME_LENGTH = 255


@dataclass(frozen=True)
class UploadTicket:
    """Permission to send one file: POST a form with `fields` and then the file to `url`, before `expires_at`."""

    source_id: int
    key: str
    url: str
    fields: dict[str, str]
    expires_at: datetime


def start_upload(*, asset: Asset, filename: str, bytes: int, actor: User, now: datetime) -> UploadTicket:
    """Permission to send one file of exactly `bytes` for `asset`, which `actor` is known to be allowed to change.

    The kind of file is told by the end of its name, because browsers call most kinds by no name or a wrong one; it
    is looked at once it has arrived. Raises UploadRefused for a file that is not taken or when too many uploads are
    open, StorageUnavailable.
    """
    name = PurePosixPath(filename.replace("\\", "/")).name
    _refuse_unwanted(name, bytes)
    ending = ending_of(name)
    content_type = FILE_KINDS[ending].content_type
    key = f"incoming/{asset.merchant_id}/{uuid.uuid4()}{ending}"
    seconds = settings.ASSETS3D_UPLOAD_SECONDS
    # Signed before the row exists, because nothing may be asked of S3 inside a transaction.
    post = storage.presign_upload(key, content_type=content_type, bytes=bytes, seconds=seconds)
    expires_at = now + timedelta(seconds=seconds)
    with transaction.atomic():
        # Held, so that uploads started side by side are counted one after the other.
        Merchant.objects.select_for_update().get(pk=asset.merchant_id)
        _refuse_too_many(asset.merchant_id, now)
        source = Source.objects.create(
            asset=asset,
            key=key,
            filename=name[-FILENAME_LENGTH:],
            content_type=content_type,
            announced_bytes=bytes,
            created_by=actor,
            created_at=now,
            look_again_at=expires_at,
        )
    return UploadTicket(source.pk, key, post.url, post.fields, expires_at)


def _refuse_unwanted(name: str, bytes: int) -> None:
    if not ending_of(name) or "\0" in name:
        raise UploadRefused("upload_type", f"This kind of file cannot be shown. Send {KINDS_IN_WORDS}.")
    if bytes <= 0:
        raise UploadRefused("upload_empty", "This file is empty. Export the model again.")
    limit = settings.ASSETS3D_UPLOAD_BYTES
    if bytes > limit:
        raise UploadRefused(
            "upload_too_large",
            f"This file has {filesizeformat(bytes)}; up to {filesizeformat(limit)} can be uploaded. "
            "Smaller textures usually help most.",
        )


def _refuse_too_many(merchant_id: int, now: datetime) -> None:
    still_open = Source.objects.filter(
        asset__merchant=merchant_id,
        state=SourceState.UPLOADING,
        created_at__gt=now - timedelta(seconds=settings.ASSETS3D_UPLOAD_SECONDS),
    ).count()
    if still_open >= settings.ASSETS3D_OPEN_UPLOADS:
        raise UploadRefused(
            "upload_quota",
            f"{still_open} uploads are open already. Wait until some are finished, then try again.",
        )
