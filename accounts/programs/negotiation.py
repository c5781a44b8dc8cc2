"""Which kind of answer programs get, of which there is one."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

# What nearly all programs say, word for word; to weigh what others say costs more than to read most bodies.
_ANY_OR_JSON = frozenset({"", "*/*", "application/json"})


class JSONNegotiation(DefaultContentNegotiation):
    """As usual, but quick where JSON is all that is offered and all that is asked for."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        asked, is_plain = request.META.get("HTTP_ACCEPT", ""), not request.META.get("QUERY_STRING")
        offered = list(renderers)
        if is_plain and asked in _ANY_OR_JSON and len(offered) == 1:
            return offered[0], str(offered[0].media_type)
        found: tuple[BaseRenderer, str] = super().select_renderer(request, offered, format_suffix)
        return found
