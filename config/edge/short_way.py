"""The short way of programs' requests: past all that is there for people, who come with cookies.

Half of what a small request of a program costs would be sessions, forms and messages that it has no use for. Passed by
are, for a request below the API's address that brings neither a cookie nor a token of a form:

- sessions, log-ins and the second step of staff: without a cookie nobody is logged in, and a program's key is looked at
  by the view itself (`accounts.programs.authentication`);
- the check of forms: every view of the API is exempt from it, and those that go by a session make it themselves;
- messages, and the cart that follows whoever logs in: both live in the session or its cookies;
- axes and allauth: they look at log-ins, and there is no form to log in with below the API;
- what holds for pages of accounts and of the admin alone.

What the long way does to all its answers - headers, the log, measuring - is done here by the same classes. A request
that the long way would turn back, to another host or to HTTPS, takes the long way. What stands before `ShortWay` in
settings.MIDDLEWARE or behind `ways_meet` is for every request.
"""

import threading
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.exceptions import DisallowedHost, ImproperlyConfigured, MiddlewareNotUsed, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import reverse

from config.edge.policy import PolicyMiddleware
from config.observability.requests import MeasuringMiddleware, NamingMiddleware

View = Callable[[HttpRequest], HttpResponse]

PREFIX = "/api/v1/"


class _Meeting(threading.local):
    """Where both ways meet, as long as Django puts its middleware together: from the innermost outwards."""

    view: View | None = None


_meeting = _Meeting()


def ways_meet(get_response: View) -> View:
    """Middleware: from here on the short way and the long one are the same."""
    _meeting.view = get_response
    return get_response


class ShortWay:
    """Leads programs' requests straight to where `ways_meet`, and all others through what is in between.

    Not in use with DEBUG, when headers depend on answers.
    """

    def __init__(self, get_response: View) -> None:
        meeting, _meeting.view = _meeting.view, None
        if meeting is None:
            raise ImproperlyConfigured("config.edge.short_way.ways_meet must stand behind ShortWay.")
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self._long = get_response
        self._short = cast(View, NamingMiddleware(MeasuringMiddleware(meeting)))
        self._common = CommonMiddleware(get_response)
        self._writers = tuple(
            kind(get_response) for kind in (XFrameOptionsMiddleware, PolicyMiddleware, SecurityMiddleware)
        )
        # Over HTTPS and not: what the writers write.
        self._headers: dict[bool, ResponseHeaders] = {}
        self._is_https_only = settings.SECURE_SSL_REDIRECT
        self._token_of_form = settings.CSRF_HEADER_NAME
        # Pages of the API, which people read.
        self._pages = frozenset({reverse("api-docs")})

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_short(request):
            return self._long(request)
        response = self._short(request)
        # All at once: to set one after the other costs as much as to find the view.
        response.headers._store = {**self._headers_for(request)._store, **response.headers._store}
        if not response.streaming and "Content-Length" not in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
        return response

    def _is_short(self, request: HttpRequest) -> bool:
        path, said = request.path_info, request.META
        return (
            path.startswith(PREFIX)
            # Others may be led to one with a slash.
            and path.endswith("/")
            and not said.get("HTTP_COOKIE")
            and self._token_of_form not in said
            and path not in self._pages
            and not self._is_turned_back(request)
        )

    def _is_turned_back(self, request: HttpRequest) -> bool:
        if self._is_https_only and not request.is_secure():
            return True
        try:
            return self._common.process_request(request) is not None
        except (DisallowedHost, PermissionDenied):
            return True

    def _headers_for(self, request: HttpRequest) -> ResponseHeaders:
        is_secure = request.is_secure()
        if is_secure not in self._headers:
            blank = HttpResponse()
            del blank["Content-Type"]
            for writer in self._writers:
                writer.process_response(request, blank)
            self._headers[is_secure] = blank.headers
        return self._headers[is_secure]
