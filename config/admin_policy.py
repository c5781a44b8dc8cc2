"""The content security policy of the admin, which is a little wider than the shop's. Nothing else is relaxed."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

View = Callable[[HttpRequest], HttpResponse]


class AdminPolicyMiddleware:
    """Widens the policy of pages under the admin's address by what they need:

    - `unsafe-eval` for scripts: unfold's menus and tabs are Alpine expressions in attributes, which Alpine
      compiles when the page opens. Inline scripts stay forbidden.
    - `unsafe-inline` for styles: unfold writes its theme's colours into the page, and htmx a rule of its own.
    - the uploads bucket for connections, to which the browser sends models; `blob:` pictures, which the
      preview unpacks from models.
    """

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response
        self._prefix = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.path_info.startswith(self._prefix):
            # Replaced, not added to: beside the hashes that the shop's policy names, unsafe-inline counts for nothing.
            response._csp_replace = {"style-src": [SELF, UNSAFE_INLINE]}  # type: ignore[attr-defined]  # django-csp's
            response._csp_update = {  # type: ignore[attr-defined]  # as above
                "script-src": [UNSAFE_EVAL],
                "connect-src": [settings.UPLOADS_ORIGIN],
                "img-src": ["blob:"],
            }
        return response
