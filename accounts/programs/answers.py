"""Answers as programs get them: JSON, and the same bytes whenever they are given again."""

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer

from accounts.services.idempotency.claim_request import Answer


def rendered(data: object) -> str:
    """As JSON."""
    body: bytes = JSONRenderer().render(data)
    return body.decode()


def response(answer: Answer, **headers: str) -> HttpResponse:
    """The answer, with `headers` besides its own; underscores stand for hyphens."""
    added = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(
        answer.body,
        status=answer.status,
        content_type="application/json",
        headers={**answer.headers, **added},
    )
