"""Pages that are the same for everyone, so that any cache between the shop and a reader may keep them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.errors import (
    BadCursor,
    CatalogUnavailable,
    CategoryNotFound,
    CollectionNotFound,
    ProductNotFound,
)
from catalog.mirror.sharing.answers import CACHE_CONTROL, Answer
from catalog.mirror.sharing.conditional import conditionally

RETRY_AFTER_SECONDS = 5

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], Answer]


def public_page(view: View[Arguments]) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """`view` for GET and HEAD, cacheable by everyone, with its ETag and the catalogue's errors as pages.

    The view must not look at who is asking: no session, no cookie, no CSRF token.
    """

    @require_safe
    @wraps(view)
    def page(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        try:
            answer = view(request, *args, **kwargs)
        except (ProductNotFound, CategoryNotFound, CollectionNotFound, BadCursor) as error:
            raise Http404 from error
        except CatalogUnavailable:
            return unavailable(request)
        if not answer.is_understood:
            return HttpResponse(answer.body, status=400, headers={"Cache-Control": "no-store"})
        whole = HttpResponse(answer.body, headers={"Cache-Control": CACHE_CONTROL})
        return conditionally(request, answer, whole)

    return page


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page that asks for patience while neither the mirror nor the database answers."""
    response = render(request, "catalog/unavailable.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
