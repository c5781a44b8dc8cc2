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


def with_form_target(policy: dict[str, Any], origin: str) -> dict[str, Any]:
    """`policy` under which a form may end on pages of `origin`: browsers look at redirects of forms as well."""
    directives = dict(policy["DIRECTIVES"])
    directives["form-action"] = [*directives["form-action"], origin]
    return {**policy, "DIRECTIVES": directives}
