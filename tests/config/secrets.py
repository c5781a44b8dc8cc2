"""Secrets of tests, in the emulator's real Secrets Manager."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from django.conf import settings


class StoredSecret:
    """One secret; `name` is what the shop is told."""

    def __init__(self, values: dict[str, str]) -> None:
        self._client: Any = boto3.client("secretsmanager", endpoint_url=settings.AWS_ENDPOINT_URL)
        self.name = f"test-{uuid.uuid4()}"
        self._client.create_secret(Name=self.name, SecretString=json.dumps(values))

    def put(self, values: dict[str, str]) -> None:
        """A new version, current from now on."""
        self._client.put_secret_value(SecretId=self.name, SecretString=json.dumps(values))

    def put_text(self, text: str) -> None:
        self._client.put_secret_value(SecretId=self.name, SecretString=text)

    def delete(self) -> None:
        self._client.delete_secret(SecretId=self.name, ForceDeleteWithoutRecovery=True)


@contextmanager
def stored_secret(values: dict[str, str]) -> Iterator[StoredSecret]:
    secret = StoredSecret(values)
    try:
        yield secret
    finally:
        secret.delete()
