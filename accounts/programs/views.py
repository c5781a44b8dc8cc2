"""The views on which all stand that programs ask for what is not everybody's."""

from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiKey
from accounts.programs.authentication import HasScope, KeyAuthentication, key_of
from accounts.programs.negotiation import JSONNegotiation
from accounts.programs.parsing import BoundedJSONParser, ProgramRequest
from accounts.programs.throttling import Allowance, KeyThrottle
from accounts.states import Scope

Asked = TypeVar("Asked", bound=serializers.Serializer[Any])


class PrivateView(APIView):
    """Answers with what is somebody's own: read as JSON, and kept by no cache."""

    parser_classes = (BoundedJSONParser,)
    content_negotiation_class = JSONNegotiation

    @classmethod
    def as_view(cls, **options: Any) -> Any:  # noqa: ANN401  # as Django REST framework's
        """Raises TypeError for options: what a view is made of stands in its class, which all its requests share."""
        if options:
            raise TypeError(f"{cls.__name__} says in its class what it is made of.")
        return super().as_view()

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        parts = _parts_of(self)
        return ProgramRequest(
            request,
            parsers=parts.parsers,
            authenticators=parts.authenticators,
            negotiator=parts.negotiator,
            parser_context=self.get_parser_context(request),
        )

    # Parts of a view keep nothing of a request, so all views of a class share them.
    def get_parsers(self) -> list[BaseParser]:
        return _parts_of(self).parsers

    def get_renderers(self) -> list[BaseRenderer]:
        return _parts_of(self).renderers

    def get_authenticators(self) -> list[BaseAuthentication]:
        return _parts_of(self).authenticators

    def get_permissions(self) -> list[Any]:
        return _parts_of(self).permissions

    def get_content_negotiator(self) -> BaseContentNegotiation:
        return _parts_of(self).negotiator

    @property
    def allowed_methods(self) -> list[str]:
        return _parts_of(self).methods

    def asked(self, kind: type[Asked]) -> Asked:
        """What was sent. Raises ValidationError."""
        serializer: Asked = copy(_blank(kind))
        serializer.initial_data = self.request.data
        serializer.is_valid(raise_exception=True)
        return serializer

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Response:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]  # any answer will do
        answer["Cache-Control"] = "private, no-store"
        answer["X-Robots-Tag"] = "noindex"
        return answer


class ProgramView(PrivateView):
    """For the merchant whose key comes with the request, which is told how much it may still ask."""

    authentication_classes = (KeyAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (KeyThrottle,)
    read_scope: Scope
    write_scope: Scope
    allowance: Allowance | None = None

    @property
    def key(self) -> ApiKey:
        return key_of(self.request)

    @property
    def merchant_id(self) -> int:
        return self.key.merchant_id

    def check_permissions(self, request: Request) -> None:
        """Counts the request first, so that what a key may not do is bounded as well."""
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Was done before."""

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.allowance is not None:
            for name, value in self.allowance.headers.items():
                answer[name] = value
        return answer


@dataclass(frozen=True)
class _Parts:
    """What Django REST framework makes anew for each request out of the names in a view's class."""

    parsers: list[BaseParser]
    renderers: list[BaseRenderer]
    authenticators: list[BaseAuthentication]
    permissions: list[Any]
    negotiator: BaseContentNegotiation
    methods: list[str]


def _parts_of(view: PrivateView) -> _Parts:
    kind = type(view)
    parts = _made.get(kind)
    if parts is None:
        parts = _made[kind] = _Parts(
            parsers=[parser() for parser in kind.parser_classes],
            renderers=[renderer() for renderer in kind.renderer_classes],
            authenticators=[authentication() for authentication in kind.authentication_classes],
            permissions=[permission() for permission in kind.permission_classes],
            negotiator=kind.content_negotiation_class(),
            methods=[method.upper() for method in kind.http_method_names if hasattr(kind, method)],
        )
    return parts


_made: dict[type[PrivateView], _Parts] = {}


@cache
def _blank(kind: type[Asked]) -> Asked:
    """One that nothing was said to, with its fields: making those costs more than reading most bodies by them.

    Fields keep nothing of what they read, so copies may share them.
    """
    blank = kind(data=None)
    _ = blank.fields
    return blank
