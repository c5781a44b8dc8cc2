"""Answers as programs get them: JSON, and the same bytes whenever they are given again."""

from django.http import HttpResponse
from rest_framework.compat import SHORT_SEPARATORS
from rest_framework.utils.encoders import JSONEncoder

from accounts.services.idempotency.claim_request import Answer

# One for all: to make it costs as much as to write most answers with it.
_encoder = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=SHORT_SEPARATORS)


def rendered(data: object) -> str:
    """As JSON, letter by letter as Django REST framework's renderer has it."""
    text: str = _encoder.encode(data)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def sayable(text: str) -> str:
    """The text where UTF-8 can say it; what stands for half a character, which JSON can bring in, becomes "?"."""
    return text.encode(errors="replace").decode()


def response(answer: Answer, **headers: str) -> HttpResponse:
    """The answer, with `headers` besides its own; underscores stand for hyphens."""
    added = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(
        answer.body,
        status=answer.status,
        content_type="application/json",
        headers={**answer.headers, **added},
    )
