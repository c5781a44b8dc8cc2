"""Secrets Manager: JSON secrets that may change at any time, read when they are needed and kept for a minute."""

import functools
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

logger = logging.getLogger(__name__)

KEEP_SECONDS = 60.0
_PATIENCE = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2, "mode": "standard"})


class SecretUnavailable(Exception):
    """Secrets Manager did not answer, or what it holds is not a JSON object of texts. Names no values."""


@dataclass(frozen=True)
class Reading:
    """What a secret held when it was read; `read_at` is on the clock of the Secret."""

    values: Mapping[str, str]
    read_at: float


class Secret:
    """One secret, shared by all threads of a process; only one of them reads it at a time."""

    def __init__(
        self,
        fetch: Callable[[], Mapping[str, str]],
        *,
        keep_seconds: float = KEEP_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._keep_seconds = keep_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._reading: Reading | None = None

    def read(self) -> Reading:
        """What it holds, as of at most a minute ago; for longer only while Secrets Manager is away.

        Raises SecretUnavailable when it has never been read.
        """
        with self._lock:
            kept = self._reading
            if kept is not None and self._clock() - kept.read_at < self._keep_seconds:
                return kept
            return self._fetched(kept)

    def read_anew(self, seen: Reading, *, pause_seconds: float) -> Reading:
        """Something newer than `seen`, which has proved wrong; `seen` itself within `pause_seconds` of its reading.

        However many threads ask at once, Secrets Manager is asked once. Raises nothing: without an answer, what
        is known stays.
        """
        with self._lock:
            kept = self._reading or seen
            if kept is not seen or self._clock() - kept.read_at < pause_seconds:
                return kept
            return self._fetched(kept)

    def _fetched(self, kept: Reading | None) -> Reading:
        try:
            values = self._fetch()
        except SecretUnavailable:
            if kept is None:
                raise
            logger.warning("secret_unavailable", exc_info=True)
            values = kept.values
        self._reading = Reading(values, self._clock())
        return self._reading


@functools.cache
def secret(arn: str) -> Secret:
    """The secret of this name or ARN, the same object for every caller of the process."""
    return Secret(functools.partial(fetch, arn))


def fetch(arn: str) -> Mapping[str, str]:
    """The current version of a secret, straight from Secrets Manager. Raises SecretUnavailable."""
    try:
        answer = _client(settings.AWS_ENDPOINT_URL, settings.AWS_REGION).get_secret_value(SecretId=arn)
    except (BotoCoreError, ClientError) as error:
        raise SecretUnavailable(f"The secret {arn} cannot be read: {error}") from error
    values = _parsed(answer.get("SecretString", ""))
    if values is None:
        raise SecretUnavailable(f"The secret {arn} does not hold a JSON object.")
    return values


def _parsed(text: str) -> dict[str, str] | None:
    """None for what is no JSON object. The parser's own error would quote the secret."""
    try:
        values = json.loads(text)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    return {name: str(value) for name, value in values.items() if value is not None}


@functools.cache
def _client(endpoint_url: str | None, region: str) -> Any:  # noqa: ANN401  # the types of this service are not installed
    # A session of its own: boto3's default one must not be shared between threads that make clients.
    return boto3.session.Session(region_name=region).client(
        "secretsmanager", endpoint_url=endpoint_url, config=_PATIENCE
    )
