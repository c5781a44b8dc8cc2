"""Redis: that it answers, keeps what it is given, and is spoken to in secret."""

import secrets

import redis
from django.conf import settings
from redis.exceptions import RedisError

from config.doctor.examination import Trouble

TIMEOUT_SECONDS = 2


def check_redis() -> str:
    """Asks by a client of its own: the shop's leaves a Redis alone that has just failed, and ignores its errors."""
    address = str(settings.CACHES["default"]["LOCATION"])
    if settings.SECURE_SSL_REDIRECT and not address.startswith("rediss://"):
        raise Trouble("REDIS_URL does not ask for encryption.", "Let it begin with rediss://.")
    key, value = f"doctor-{secrets.token_hex(8)}", secrets.token_hex(8)
    client = redis.Redis.from_url(
        address, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )
    try:
        client.set(key, value, ex=10)
        kept = client.get(key)
        client.delete(key)
        version = client.info("server").get("redis_version", "unknown")
    except RedisError as error:
        raise Trouble(
            f"Redis: {error}",
            "Check REDIS_URL and its token, and that the data tier lets this machine in. The shop goes on without.",
        ) from error
    finally:
        client.close()
    if kept != value.encode():
        raise Trouble("Redis did not give back what it was given.", "See whether its memory is full.")
    return f"Redis {version} keeps what it is given."
