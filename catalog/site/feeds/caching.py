"""Documents that are the same for everyone, so that any cache between the shop and a reader may keep them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from catalog.errors import CatalogUnavailable, ProductNotFound
from catalog.mirror.sharing.answers import CACHE_CONTROL, Answer
from catalog.site.public import unavailable

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def public_document(view: View[Arguments]) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]:
    """`view` for GET and HEAD, kept by caches like a page, with an ETag of its text unless it leads elsewhere.

    The view must not look at who is asking: no session, no cookie, no CSRF token.
    """

    @require_safe
    @wraps(view)
    def document(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except ProductNotFound as error:
            raise Http404 from error
        except CatalogUnavailable:
            return unavailable(request)
        response["Cache-Control"] = CACHE_CONTROL
        if response.status_code != 200:
            return response
        etag = Answer.of(response.content).etag
        response["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return document
