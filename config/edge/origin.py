"""Lets in only what came through the distribution, which proves itself by a secret header.

App Runner has a public address. Whoever asks there directly would go round the firewall and could tell us any
client address.
"""

import hmac
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from config.problems import Problem
from config.rest import plain_problem
from config.secret_store import Secret, SecretUnavailable, secret

View = Callable[[HttpRequest], HttpResponse]

HEADER = "X-Origin-Verify"
# The distribution's next value, and the one before, which requests on their way still carry.
ACCEPTED = ("current", "previous")
# A stranger's guesses cost Secrets Manager one call in this span.
PAUSE_SECONDS = 3.0
STRANGER = Problem(HTTPStatus.FORBIDDEN, "not_through_distribution", "Ask at the address of the shop.")
UNKNOWN = Problem(HTTPStatus.SERVICE_UNAVAILABLE, "origin_unavailable", "Please try again in a moment.")


class OriginMiddleware:
    """Answers 403 to requests without the secret of `settings.ORIGIN_SECRET_ARN`; not in use without one.

    Stands behind HealthMiddleware, because load balancers ask for `/livez` and `/readyz` themselves, and before
    everything else.
    """

    def __init__(self, get_response: View) -> None:
        if settings.ORIGIN_SECRET_ARN is None:
            raise MiddlewareNotUsed
        self._get_response = get_response
        self._secret: Secret = secret(settings.ORIGIN_SECRET_ARN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            is_ours = self._knows(request.headers.get(HEADER, ""))
        except SecretUnavailable:
            return plain_problem(request, UNKNOWN)
        return self._get_response(request) if is_ours else plain_problem(request, STRANGER)

    def _knows(self, given: str) -> bool:
        reading = self._secret.read()
        if _is_accepted(given, reading.values):
            return True
        newer = self._secret.read_anew(reading, pause_seconds=PAUSE_SECONDS)
        return newer is not reading and _is_accepted(given, newer.values)


def _is_accepted(given: str, values: object) -> bool:
    """Compared with all that are accepted, each in constant time. An empty value lets nobody in."""
    wanted = [values[name] for name in ACCEPTED if values.get(name)] if isinstance(values, dict) else []
    return any(hmac.compare_digest(given.encode(), value.encode()) for value in wanted)
