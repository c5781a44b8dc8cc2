"""Measures each request: how long it took, and whether the fault was ours."""

import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from config.observability.metrics import Metric, emit

View = Callable[[HttpRequest], HttpResponse]


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
