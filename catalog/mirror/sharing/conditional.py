"""Nothing is sent again to whoever has it already."""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from catalog.mirror.sharing.answers import Answer


def conditionally(request: HttpRequest, answer: Answer, whole: HttpResponse) -> HttpResponseBase:
    """`whole` with the answer's ETag and the instant of its last change; 304 to whoever knows either."""
    whole["ETag"] = answer.etag
    changed = answer.last_modified(time.time())
    if changed is not None:
        whole["Last-Modified"] = http_date(changed)
    response = get_conditional_response(request, etag=answer.etag, last_modified=changed, response=whole)
    return response or whole
