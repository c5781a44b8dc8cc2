"""The content security policy with the origins that only the environment knows."""

from typing import Any
from urllib.parse import urlsplit


def origin_of(url: str) -> str:
    """Scheme and host (with port) of an absolute URL, as a content security policy names sources."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def with_origins(policy: dict[str, Any], *, assets: str) -> dict[str, Any]:
    """`policy` with the origin that serves posters and models let into pictures and fetches."""
    source = origin_of(assets)
    directives = dict(policy["DIRECTIVES"])
    for name in ("img-src", "connect-src"):
        directives[name] = [*directives[name], source]
    return {**policy, "DIRECTIVES": directives}
