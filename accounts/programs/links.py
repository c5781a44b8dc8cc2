"""Addresses in answers, whole, at the host at which the program asked."""

from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.urls import reverse as path_of
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.reverse import reverse

LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[201], description="The address of what there is now."
)
# A part of an address that is to be filled in, of every kind that there is.
_BLANK = str(UUID(int=0))


def link(request: Request, name: str, part: str | None = None) -> str:
    """What Django REST framework's `reverse` says, made quickly.

    part: what stands in place of the only parameter of the address, of letters that need no escaping.
    """
    asked: HttpRequest = request._request
    if asked.META.get("QUERY_STRING"):
        # Some of it may be kept.
        args: list[Any] = [] if part is None else [part]
        return str(reverse(name, args=args, request=request))
    before, after = _path(name, part is not None, get_script_prefix())
    return f"{asked.scheme}://{asked.get_host()}{before}{part or ''}{after}"


@cache
def _path(name: str, has_part: bool, _prefix: str) -> tuple[str, str]:  # noqa: FBT001  # a key of the cache
    """What stands before and after the part."""
    if not has_part:
        return path_of(name), ""
    before, _, after = path_of(name, args=[_BLANK]).rpartition(_BLANK)
    return before, after
