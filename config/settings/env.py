"""The only reader of the environment. A value that makes no sense stops the process with a sentence."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


class Environment:
    """Typed access to environment variables.

    Every method raises ``ImproperlyConfigured``, naming the variable, when it is missing without a
    default or holds something of the wrong kind. An empty value counts as missing.
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables

    def text(self, name: str, default: str | None = None) -> str:
        value = self._variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(f"The environment variable {name} is missing.")
        return default

    def optional_text(self, name: str) -> str | None:
        return self._variables.get(name, "").strip() or None

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.text(name, str(default)).lower()
        if value in TRUE_WORDS:
            return True
        if value in FALSE_WORDS:
            return False
        raise ImproperlyConfigured(f"{name} must be one of true or false, not {value!r}.")

    def integer(self, name: str, default: int | None = None, *, minimum: int = 0) -> int:
        value = self.text(name, None if default is None else str(default))
        try:
            number = int(value)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error
        if number < minimum:
            raise ImproperlyConfigured(f"{name} must be at least {minimum}, not {number}.")
        return number

    def choice(self, name: str, choices: frozenset[str], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(sorted(choices))}, not {value!r}.")
        return value

    def time_zone(self, name: str, default: str | None = None) -> str:
        """As the tz database calls it: Europe/Vienna."""
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ImproperlyConfigured(
                f"{name} must name a time zone, such as Europe/Vienna, not {value!r}."
            ) from error
        return value

    def names(self, name: str, default: str | None = None) -> list[str]:
        """A comma-separated list; at least one entry."""
        entries = [entry.strip() for entry in self.text(name, default).split(",") if entry.strip()]
        if not entries:
            raise ImproperlyConfigured(f"{name} must hold at least one name.")
        return entries

    def url(self, name: str, default: str | None = None, *, schemes: frozenset[str]) -> str:
        """An absolute URL of one of `schemes`, without a trailing slash."""
        value = self.text(name, default)
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.netloc:
            wanted = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
            raise ImproperlyConfigured(f"{name} must be a URL that begins with {wanted}.")
        return value.rstrip("/")

    def optional_url(self, name: str, *, schemes: frozenset[str]) -> str | None:
        return self.url(name, schemes=schemes) if self.optional_text(name) else None

    def database(self, name: str) -> dict[str, Any]:
        """Django's database dictionary from a ``postgres://user:password@host:port/name`` URL."""
        value = self.text(name)
        if urlsplit(value).scheme not in {"postgres", "postgresql"}:
            raise ImproperlyConfigured(f"{name} must be a URL that begins with postgres://.")
        config: dict[str, Any] = environ.Env.db_url_config(value)
        if not config.get("NAME"):
            raise ImproperlyConfigured(f"{name} must name a database.")
        return config


HTTP = frozenset({"http", "https"})
HTTPS = frozenset({"https"})
REDIS = frozenset({"redis", "rediss", "unix"})
