"""Gives each request an id for the log, and measures how long it took and whether the fault was ours."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars, clear_contextvars

from config.observability.metrics import Metric, emit

View = Callable[[HttpRequest], HttpResponse]

# By which django-structlog says that a request began and how it ended.
_lines = logging.getLogger("django_structlog.middlewares.request")


class NamingMiddleware(RequestMiddleware):
    """django-structlog's, which puts its two lines together before it asks whether anybody writes them: here after."""

    def prepare(self, request: HttpRequest) -> None:
        if _lines.isEnabledFor(logging.INFO):
            super().prepare(request)
        else:
            bind_contextvars(request_id=str(uuid4()))

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        is_told = response.status_code >= HTTPStatus.BAD_REQUEST or _lines.isEnabledFor(logging.INFO)
        if is_told or response.streaming or hasattr(request, "_raised_exception"):
            super().handle_response(request, response)
        else:
            clear_contextvars()

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Without what was asked behind “?”: people are searched for by names and addresses, which are in no log."""
        return f"{request.method} {request.path}"


class MeasuringMiddleware:
    """Stands outside of everything that can fail, so an unforeseen exception reaches it as a 500 already.

    A 503 counts as a fault of ours, too: something that the shop needs was away.
    """

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began_at = time.monotonic()
        response = self._get_response(request)
        emit(
            {
                Metric.REQUEST_SECONDS: time.monotonic() - began_at,
                Metric.SERVER_ERRORS: int(response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR),
            }
        )
        return response
