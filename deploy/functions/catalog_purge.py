"""Lambda: the catalogue's mirror has changed; have the CDN forget the pages that show what was before.

Called with batches of the mirror table's stream. Set the event source to report batch item failures: what could not be
purged now is given back, and whatever was purged twice does no harm.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from deploy.functions.changed_pages import WHOLE_CATALOGUE, Change, changes

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient

log = logging.getLogger("vitrine.catalog_purge")
log.setLevel(logging.INFO)  # Lambda's own handler would let nothing below a warning through

PATHS_AT_ONCE: Final = 100
# So many say that the mirror is being rebuilt. Each path costs money, and the CDN takes 3,000 at a time.
MOST_PATHS: Final = 300
# What says "later" rather than "never"; so does every answer of the server that blames itself.
BUSY: Final = frozenset(
    {"TooManyInvalidationsInProgress", "Throttling", "ThrottlingException", "TooManyRequestsException"}
)
_TIMEOUTS: Final = Config(
    connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 3, "mode": "standard"}
)


class _Busy(Exception):
    """The CDN takes no more at the moment, or cannot be reached."""


def handler(event: Mapping[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Purge what the event's records made stale; return the record from which on Lambda must come again, if any.

    Raises UnknownEvent, and ClientError when the CDN refuses for good: that is an error of the function, which alarms,
    and in the end sends the records to the failure queue.
    """
    cloudfront = boto3.client("cloudfront", config=_TIMEOUTS)
    named = stale_paths(changes(event))
    for paths in _portions(list(named)):
        try:
            _invalidate(cloudfront, paths, [named[path] for path in paths])
        except _Busy as busy:
            log.warning("not purged yet: %s", busy)
            return {"batchItemFailures": [{"itemIdentifier": named[paths[0]]}]}
    return {"batchItemFailures": []}


def stale_paths(changed: Sequence[Change]) -> dict[str, str]:
    """Every path once, with the number of the first record that names it; the whole catalogue when they are many.

    The order is that of the records, so that whoever stops at a path has done all that belongs to earlier records.
    """
    named: dict[str, str] = {}
    for change in changed:
        for path in change.paths:
            named.setdefault(path, change.sequence_number)
    if len(named) > MOST_PATHS:
        return dict.fromkeys(WHOLE_CATALOGUE, changed[0].sequence_number)
    return named


def _portions(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), PATHS_AT_ONCE):
        yield paths[start : start + PATHS_AT_ONCE]


def _invalidate(client: CloudFrontClient, paths: Sequence[str], sequence_numbers: Sequence[str]) -> None:
    """Raises _Busy when it may be tried again, ClientError when not."""
    try:
        answer = client.create_invalidation(
            DistributionId=os.environ["DISTRIBUTION_ID"],
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": list(paths)},
                "CallerReference": _reference(paths, sequence_numbers),
            },
        )
    except BotoCoreError as error:
        raise _Busy(str(error)) from error
    except ClientError as error:
        if _is_busy(error):
            raise _Busy(str(error)) from error
        raise
    log.info("purging %d paths: %s", len(paths), answer["Invalidation"]["Id"])


def _reference(paths: Sequence[str], sequence_numbers: Sequence[str]) -> str:
    """The same for the same records alone. The CDN answers a reference that it knows with what it did before."""
    told = "\n".join(f"{number} {path}" for number, path in zip(sequence_numbers, paths, strict=True))
    return f"mirror-{hashlib.sha256(told.encode()).hexdigest()}"


def _is_busy(error: ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return error.response["Error"]["Code"] in BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR
