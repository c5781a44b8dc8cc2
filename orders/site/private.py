"""What holds for every page about one shopper: no cache keeps it, no search engine lists it, and while the
database is away it says so."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]

RETRY_AFTER_SECONDS = 5


def private_page(view: View[Arguments]) -> View[Arguments]:
    """Adds the headers of a private page, and answers 503 with Retry-After while PostgreSQL does not.

    Nothing is half done then, so the same request may simply be sent again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            logger.exception("orders_database_unavailable")
            response = render(request, "orders/unavailable.html", status=503)
            response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return guarded
