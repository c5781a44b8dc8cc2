"""Lets forms of cached, anonymous pages post: they carry no CSRF token, so the browser's word counts instead."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]

OWN_SITES = frozenset({"same-origin", "none"})


def is_same_origin(request: HttpRequest) -> bool:
    """Whether a page of this shop sent the request.

    Browsers say so in Sec-Fetch-Site, older ones in Origin, and no page can forge either. What sends neither
    is no browser of the last years, and holds nobody's cookies.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITES
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def same_origin_post(view: View[Arguments]) -> View[Arguments]:
    """In place of the CSRF token: 403 for what another site sent."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if not is_same_origin(request):
            raise PermissionDenied("This form was sent from another site.")
        return view(request, *args, **kwargs)

    return guarded
