"""Under which name somebody tries to log in, for those who count wrong passwords."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

# Django's log-in form and the admin say "username", allauth "email" when it asks and "login" in its form.
NAMES = ("username", "email", "login")


def attempted_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str | None:
    """The e-mail address that was tried, in lower case, so that its case makes no new name; None for none."""
    given: Mapping[str, Any] = credentials or (request.POST if request else {})
    tried = next((given[name] for name in NAMES if given.get(name)), None)
    return None if tried is None else str(tried).strip().lower()
