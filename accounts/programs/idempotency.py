"""The `Idempotency-Key` header: the same request under the same key is carried out once, and answered alike.

As in draft-ietf-httpapi-idempotency-key-header-07; a key without quotes, as Stripe's clients send it, is taken as well.
"""

import hashlib
import json
import re
from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.errors import IdempotencyKeyMalformed, IdempotencyKeyMissing
from accounts.programs.answers import response
from accounts.services.idempotency.claim_request import (
    Answer,
    Claim,
    claim_request,
    give_up_claim,
    keep_answer,
)

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
VISIBLE = re.compile(r"[\x21-\x7e]+")

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    OpenApiParameter.HEADER,
    required=True,
    description="A value of your own for this one request, such as a UUID. Repeated within 24 hours with the same body, "
    "the request is answered as before, with `Idempotency-Replayed: true`, and not carried out again.",
)


def answer_once(
    request: Request, *, principal: str, work: Callable[[], Answer], said: object = None
) -> HttpResponse:
    """What `work` answers, or what it answered before to this request of this `principal`.

    `said` is what was sent, where that is more than JSON: whatever tells it from something else, as JSON has it.

    `work` is done in a transaction that its answer is part of, so it must not speak to anything but the database; what
    it raises undoes it, and the key is free again. Raises IdempotencyKeyMissing, IdempotencyKeyMalformed,
    IdempotencyKeyReused, RequestRunning.
    """
    claim = _claimed(request, principal, said)
    if isinstance(claim, Answer):
        return _replayed(claim)
    try:
        with transaction.atomic():
            answer = work()
            keep_answer(claim=claim, answer=answer)
    except BaseException:
        give_up_claim(claim=claim)
        raise
    return response(answer)


def answer_once_outside(request: Request, *, principal: str, work: Callable[[], Answer]) -> HttpResponse:
    """As `answer_once`, for work that speaks to others and therefore commits by itself before it asks them.

    Where the process dies in between, whoever repeats the request does the work again once the lease is over: it must
    find what it did the first time, and then answer alike.
    """
    claim = _claimed(request, principal)
    if isinstance(claim, Answer):
        return _replayed(claim)
    try:
        answer = work()
    except BaseException:
        give_up_claim(claim=claim)
        raise
    keep_answer(claim=claim, answer=answer)
    return response(answer)


def is_keyed(request: Request) -> bool:
    """Whether the request came with an `Idempotency-Key`, where one is welcome and not needed."""
    return HEADER in request.headers


def _claimed(request: Request, principal: str, said: object = None) -> Claim | Answer:
    return claim_request(
        scope=_sha256(principal, request.method or "", request.get_full_path()),
        key=_key_of(request),
        request_digest=_sha256(json.dumps(request.data if said is None else said, sort_keys=True)),
        now=timezone.now(),
    )


def _replayed(answer: Answer) -> HttpResponse:
    return response(answer, Idempotency_Replayed="true")


def _key_of(request: Request) -> str:
    sent = request.headers.get(HEADER, "").strip()
    if not sent:
        raise IdempotencyKeyMissing(
            f"Send a value of your own for this request as “{HEADER}”, such as a UUID."
        )
    quoted = QUOTED.fullmatch(sent)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else sent
    if len(key) > LONGEST_KEY or not VISIBLE.fullmatch(key):
        raise IdempotencyKeyMalformed(f"An {HEADER} is 1 to {LONGEST_KEY} visible characters without spaces.")
    return key


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
