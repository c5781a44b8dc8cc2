"""Who is asking: the address of the browser, not of the distribution or the balancer in between."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

VIEWER = "CloudFront-Viewer-Address"


def client_address(request: HttpRequest) -> str:
    """The IP address of whoever asks; the neighbour's when nothing better can be trusted.

    CloudFront writes the header itself and drops what a browser sent under this name, so it counts where every
    request has come through the distribution (`settings.BEHIND_DISTRIBUTION`). `X-Forwarded-For` never counts:
    its beginning is whatever the browser made up.
    """
    neighbour: str = request.META.get("REMOTE_ADDR", "")
    if not settings.BEHIND_DISTRIBUTION:
        return neighbour
    # "198.51.100.7:46532", and for IPv6 "2001:db8::7:46532" or with brackets.
    address, _, _port = request.headers.get(VIEWER, "").rpartition(":")
    try:
        return str(ipaddress.ip_address(address.strip("[]")))
    except ValueError:
        return neighbour
