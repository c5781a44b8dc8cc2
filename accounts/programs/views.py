"""The views on which all stand that programs ask for what is not everybody's."""

from copy import copy
from functools import cache
from typing import Any, TypeVar

from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiKey
from accounts.programs.authentication import HasScope, KeyAuthentication, key_of
from accounts.programs.negotiation import JSONNegotiation
from accounts.programs.parsing import BoundedJSONParser
from accounts.programs.throttling import Allowance, KeyThrottle
from accounts.states import Scope

Asked = TypeVar("Asked", bound=serializers.Serializer[Any])


class PrivateView(APIView):
    """Answers with what is somebody's own: read as JSON, and kept by no cache."""

    parser_classes = (BoundedJSONParser,)
    content_negotiation_class = JSONNegotiation

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

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.allowance is not None:
            for name, value in self.allowance.headers.items():
                answer[name] = value
        return answer


@cache
def _blank(kind: type[Asked]) -> Asked:
    """One that nothing was said to, with its fields: making those costs more than reading most bodies by them.

    Fields keep nothing of what they read, so copies may share them.
    """
    blank = kind(data=None)
    _ = blank.fields
    return blank
