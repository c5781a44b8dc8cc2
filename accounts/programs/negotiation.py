"""Which kind of answer programs get, of which there is one."""

from collections.abc import Sequence

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

# What nearly all programs say, word for word; to weigh what others say costs more than to read most bodies.
_ANY_OR_JSON = frozenset({"", "*/*", "application/json"})


class JSONNegotiation(DefaultContentNegotiation):
    """As usual, but quick where JSON is all that is offered and all that is asked for."""

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        asked, is_plain = request.META.get("HTTP_ACCEPT", ""), not request.META.get("QUERY_STRING")
        if is_plain and asked in _ANY_OR_JSON and len(renderers) == 1:
            return renderers[0], str(renderers[0].media_type)
        found: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return found
