"""Who somebody is who tries what is not theirs, for those who count it: the name they type, and their address."""

from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

# Django's log-in form and the admin say "username", allauth "email" when it asks and "login" in its form.
NAMES = ("username", "email", "login")


def attempted_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str | None:
    """The e-mail address that was tried, in lower case, so that its case makes no new name; None for none."""
    given: Mapping[str, Any] = credentials or (request.POST if request else {})
    tried = next((given[name] for name in NAMES if given.get(name)), None)
    return None if tried is None else str(tried).strip().lower()


def client_of(request: HttpRequest) -> str:
    """The IP address of the browser or program that asks."""
    find = cast(Callable[[HttpRequest], str], import_string(settings.AXES_CLIENT_IP_CALLABLE))
    return find(request)


def network_of(client: str) -> str:
    """Whoever counts what a client does goes by this: of IPv6 the first 64 bits, since the rest is whatever it likes."""
    try:
        is_long = ip_address(client).version == 6  # as it is called
    except ValueError:
        return client
    return str(ip_network(f"{client}/64", strict=False)) if is_long else client
