"""Addresses without the slash at their end lead to those with it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.middleware.common import CommonMiddleware

API_PREFIX = "/api/"


class SlashMiddleware(CommonMiddleware):
    """Django's. Programs are led on in a way that keeps what they ask and what they send: after a 301 most would come
    with GET and nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer = super().process_response(request, response)
        if answer is not response and request.path_info.startswith(API_PREFIX):
            answer.status_code = HTTPStatus.PERMANENT_REDIRECT
        return answer
