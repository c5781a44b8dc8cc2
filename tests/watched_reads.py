"""Reading one by one what could be read at once fails the test that does it, in whatever request of whatever test."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import SAFE_METHODS
from zeal import zeal_context


def watch_reads(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware for requests that only read; those that write look at each row that they write, on purpose."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return get_response(request)
        with zeal_context():
            return get_response(request)

    return respond
