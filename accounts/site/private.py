"""What holds for every page of an account, and for the forms by which people come in."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

logger = logging.getLogger(__name__)

ACCOUNT = "/account/"
RETRY_AFTER_SECONDS = 5


class AccountPages:
    """Middleware: no cache keeps these pages and no search engine lists them, whoever answered: allauth itself leads
    people on from outside of its views. While PostgreSQL does not answer they are 503 with Retry-After."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ACCOUNT):
            patch_cache_control(response, private=True, no_store=True)
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Nothing is half done then, so the same request may simply be sent again."""
        is_ours = request.path.startswith(ACCOUNT) and isinstance(
            exception, OperationalError | InterfaceError
        )
        if not is_ours:
            return None
        logger.error("accounts_database_unavailable", exc_info=exception)
        response = render(request, "accounts/unavailable.html", status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
