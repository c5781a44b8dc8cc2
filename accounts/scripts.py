"""Lua that Redis runs in one step, so that nobody else comes between what it reads and what it writes."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

from django.core.cache import cache


class ScriptClient(Protocol):
    """What `config.cache` adds to the client of Redis. Raises ConnectionInterrupted."""

    def run_script(self, script: str, key: str, *arguments: str | int) -> object: ...

    def run_script_over(self, script: str, keys: Sequence[str], *arguments: str | int) -> object: ...


def script_client() -> ScriptClient:
    return cast(ScriptClient, cast(Any, cache).client)
