"""The content security policy, which is the same text for nearly every answer."""

from collections.abc import Callable

from csp.constants import HEADER, HEADER_REPORT_ONLY
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

# What views and middleware note on an answer that wants another policy, by django-csp's names.
SPECIAL = frozenset(
    f"_csp_{name}{kind}" for name in ("config", "update", "replace", "exempt") for kind in ("", "_ro")
)


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, which makes the text anew for each answer out of the settings; here only for those that differ."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        texts = {HEADER: build_policy(), HEADER_REPORT_ONLY: build_policy(report_only=True)}
        self._usual = {name: text for name, text in texts.items() if text}

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG or "_csp_nonce" in vars(request) or not SPECIAL.isdisjoint(vars(response)):
            return super().process_response(request, response)
        for name, text in self._usual.items():
            response.headers.setdefault(name, text)
        return response
