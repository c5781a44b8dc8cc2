"""Pages that are the same for everyone, so that any cache between the shop and a reader may keep them."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from catalog.errors import BadCursor, CatalogUnavailable, CategoryNotFound, ProductNotFound

# Shared caches show a page for a minute, then an old one for up to ten while they fetch it anew. Browsers
# always ask, which costs them an empty 304.
CACHE_CONTROL = "public, max-age=0, s-maxage=60, stale-while-revalidate=600"
RETRY_AFTER_SECONDS = 5

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def public_page(view: View[Arguments]) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """`view` for GET and HEAD, cacheable by everyone, with an ETag of its text and the catalogue's errors as pages.

    The view must not look at who is asking: no session, no cookie, no CSRF token.
    """

    @require_safe
    @wraps(view)
    def page(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except (ProductNotFound, CategoryNotFound, BadCursor) as error:
            raise Http404 from error
        except CatalogUnavailable:
            return unavailable(request)
        etag = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
        response["Cache-Control"] = CACHE_CONTROL
        response["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return page


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page that asks for patience while neither the mirror nor the database answers."""
    response = render(request, "catalog/unavailable.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
