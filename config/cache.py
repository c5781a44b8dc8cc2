"""Redis as a cache that may be away: after a failure it is left alone for a while instead of asked again.

A hung Redis costs a quarter of a second for each call that waits for it. The breaker makes one caller pay
that and lets everyone else go on at once.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar

from django_redis.client import DefaultClient
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError

from catalog.mirror.sharing.breaker import Breaker

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

REST_SECONDS = 5.0


def guarded(operation: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The cache operation behind the breaker of the client it belongs to."""

    def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        breaker: Breaker = args[0].breaker  # type: ignore[attr-defined]  # args[0] is the BreakerClient
        if breaker.is_open:
            raise ConnectionInterrupted(connection=None) from ConnectionError("Redis is being left alone")
        try:
            return operation(*args, **kwargs)
        except ConnectionInterrupted:
            logger.warning("redis_unavailable", extra={"rest_seconds": REST_SECONDS})
            breaker.trip()
            raise

    return call


class BreakerClient(DefaultClient):  # type: ignore[misc]  # django-redis ships no types
    """django-redis's client whose everyday operations go through a circuit breaker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.breaker = Breaker(REST_SECONDS)

    get = guarded(DefaultClient.get)
    set = guarded(DefaultClient.set)
    add = guarded(DefaultClient.add)
    incr = guarded(DefaultClient.incr)
    delete = guarded(DefaultClient.delete)
    get_many = guarded(DefaultClient.get_many)
    set_many = guarded(DefaultClient.set_many)
    delete_many = guarded(DefaultClient.delete_many)
    has_key = guarded(DefaultClient.has_key)
    touch = guarded(DefaultClient.touch)

    @guarded
    def read_text(self, key: str) -> str | None:
        """What is kept under the key, as it is. Raises ConnectionInterrupted."""
        client = self.get_client(write=False)
        try:
            value: bytes | None = client.get(self.make_key(key))
        except RedisError as error:
            raise ConnectionInterrupted(connection=client) from error
        return None if value is None else value.decode()

    @guarded
    def read_texts(self, keys: Sequence[str]) -> list[str | None]:
        """What is kept under each of the keys, asked for at once. Raises ConnectionInterrupted."""
        client = self.get_client(write=False)
        try:
            values: list[bytes | None] = client.mget([self.make_key(key) for key in keys])
        except RedisError as error:
            raise ConnectionInterrupted(connection=client) from error
        return [None if value is None else value.decode() for value in values]

    @guarded
    def write_text(self, key: str, text: str, seconds: int) -> None:
        """Keep the text as it is, for so long. Raises ConnectionInterrupted."""
        client = self.get_client(write=True)
        try:
            client.set(self.make_key(key), text, ex=seconds)
        except RedisError as error:
            raise ConnectionInterrupted(connection=client) from error

    @guarded
    def run_script_for_each(self, script: str, calls: Sequence[tuple[str | int, ...]]) -> None:
        """Run a Lua script for each key with its arguments, all in one go. Raises ConnectionInterrupted."""
        client = self.get_client(write=True)
        pipeline = client.pipeline(transaction=False)
        for key, *arguments in calls:
            pipeline.eval(script, 1, self.make_key(key), *arguments)
        try:
            pipeline.execute()
        except RedisError as error:
            raise ConnectionInterrupted(connection=client) from error

    def run_script(self, script: str, key: str, *arguments: str | int) -> object:
        """What a Lua script returns that Redis runs on one key. Raises ConnectionInterrupted."""
        return self.run_script_over(script, [key], *arguments)

    @guarded
    def run_script_over(self, script: str, keys: Sequence[str], *arguments: str | int) -> object:
        """What a Lua script returns that Redis runs on some keys at once. Raises ConnectionInterrupted."""
        client = self.get_client(write=True)
        try:
            return client.eval(script, len(keys), *map(self.make_key, keys), *arguments)
        except RedisError as error:
            raise ConnectionInterrupted(connection=client) from error
