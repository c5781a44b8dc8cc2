"""A merchant sends a list of products."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO

from django.db import transaction
from django.template.defaultfilters import filesizeformat

from accounts.models import Merchant, User
from assets3d import storage
from catalog.errors import ImportRefused
from catalog.jobs import ring_import
from catalog.models import Category, ImportJob
from catalog.states import ListFormat

MOST_BYTES = 50 * 1024 * 1024
# Among the uploads, below the prefix of which storage tells.
INCOMING_LISTS = "incoming/lists/"
# Of one merchant, at the same time.
MOST_WORKING = 3
CONTENT_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class SentList:
    """A file as it was sent, with what it does not say itself. `currency` is an ISO 4217 code."""

    file: IO[bytes]
    filename: str
    bytes: int
    format: ListFormat
    currency: str


def start_import(
    *, sent: SentList, merchant: Merchant, category: Category, actor: User, now: datetime
) -> ImportJob:
    """Keep the list and have it checked. Nothing is sold yet.

    Raises ImportRefused for a file that is none or when too many are being worked on, StorageUnavailable.
    """
    name = PurePosixPath(sent.filename.replace("\\", "/")).name
    ending = PurePosixPath(name).suffix.lower()
    _refuse_unwanted(ending, sent.bytes)
    key = f"{INCOMING_LISTS}{merchant.pk}/{uuid.uuid4()}{ending}"
    # Stored before the row exists, because nothing may be asked of S3 inside a transaction.
    storage.put_upload(key, sent.file, bytes=sent.bytes, content_type=CONTENT_TYPES[ending])
    with transaction.atomic():
        # Held, so that lists sent side by side are counted one after the other.
        Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)
        if ImportJob.objects.working().filter(merchant=merchant).count() >= MOST_WORKING:
            raise ImportRefused(
                "imports_open", f"{MOST_WORKING} lists are being worked on. Wait until one is finished."
            )
        job = ImportJob.objects.create(
            merchant=merchant,
            category=category,
            format=sent.format,
            currency=sent.currency,
            filename=name[-255:],
            key=key,
            bytes=sent.bytes,
            created_by=actor,
            created_at=now,
        )
        ring_import(job.pk)
    return job


def _refuse_unwanted(ending: str, bytes: int) -> None:
    if ending not in CONTENT_TYPES:
        raise ImportRefused("list_type", "Send a list that ends in .csv or .xlsx.")
    if bytes == 0:
        raise ImportRefused("list_empty", "This file is empty.")
    if bytes > MOST_BYTES:
        raise ImportRefused(
            "list_too_large",
            f"This file has {filesizeformat(bytes)}; up to {filesizeformat(MOST_BYTES)} are taken. "
            "Send it in parts.",
        )
