"""Let a request that is repeated be carried out once.

`claim_request` comes first and outside of transactions, so that whoever repeats the request meanwhile sees that it is
under way. `keep_answer` belongs into the transaction that does the work: then there is the work and its answer, or
neither, wherever the process dies.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, QuerySet

from accounts.errors import IdempotencyKeyReused, LeaseLost, RequestRunning
from accounts.models import AnsweredRequest
from accounts.states import AnswerState

# Longer than the longest request lives: PostgreSQL gives a statement ten seconds.
LEASE = timedelta(seconds=60)
AGAIN_SECONDS = 2

# Written out, because each request under a key asks for both: making them anew costs as much as carrying them out.
_BEGIN = """
INSERT INTO accounts_answeredrequest
    (scope, key, request_digest, state, attempt, lease_until, headers, body, created_at)
VALUES (%s, %s, %s, %s, %s, %s, '{}', '', %s)
ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""
_KEEP = """
UPDATE accounts_answeredrequest SET state = %s, status = %s, headers = %s::jsonb, body = %s
WHERE id = %s AND attempt = %s AND state = %s
"""


@dataclass(frozen=True)
class Answer:
    """What a program is told: a status, the headers that matter, and JSON."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Claim:
    """The right to carry out a request, as long as nobody takes it over."""

    row_id: int
    attempt: int


def claim_request(*, scope: str, key: str, request_digest: str, now: datetime) -> Claim | Answer:
    """The right to carry the request out, or what it was answered when that was done before.

    `scope` and `request_digest` are SHA-256 in hexadecimal digits. Raises IdempotencyKeyReused when something else was
    sent under the key, RequestRunning while another one is at it.
    """
    if row_id := _begin(scope, key, request_digest, now):
        return Claim(row_id, attempt=1)
    row = AnsweredRequest.objects.filter(scope=scope, key=key).first()
    if row is None:
        # It was there, and given up before it could be looked at.
        raise _running()
    if row.request_digest != request_digest:
        raise IdempotencyKeyReused("Something else was sent under this Idempotency-Key before.")
    if row.state == AnswerState.DONE:
        return Answer(row.status or 0, row.headers, row.body)
    return _take_over(row, now)


def keep_answer(*, claim: Claim, answer: Answer) -> None:
    """Write down what the request was answered, inside the transaction of the work. LeaseLost when it took too long."""
    headers = json.dumps(answer.headers)
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                AnswerState.DONE,
                answer.status,
                headers,
                answer.body,
                claim.row_id,
                claim.attempt,
                AnswerState.RUNNING,
            ],
        )
        is_kept = cursor.rowcount == 1
    if not is_kept:
        raise LeaseLost("The request took so long that its repetition has taken it over.")


def give_up_claim(*, claim: Claim) -> None:
    """Forget a request that was refused or failed, so that it can be mended and sent under the same key."""
    _claimed(claim).delete()


def _begin(scope: str, key: str, request_digest: str, now: datetime) -> int | None:
    """The primary key of a new row, committed by itself; None when there is one."""
    lease = (AnswerState.RUNNING, 1, now + LEASE)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [scope, key, request_digest, *lease, now])
        row: tuple[int] | None = cursor.fetchone()
    return row[0] if row else None


def _claimed(claim: Claim) -> QuerySet[AnsweredRequest]:
    return AnsweredRequest.objects.filter(pk=claim.row_id, attempt=claim.attempt, state=AnswerState.RUNNING)


def _take_over(row: AnsweredRequest, now: datetime) -> Claim:
    """Go on where somebody died. Raises RequestRunning when they may be alive, or somebody else was faster."""
    claim = Claim(row.pk, row.attempt)
    taken = (
        _claimed(claim).filter(lease_until__lte=now).update(attempt=F("attempt") + 1, lease_until=now + LEASE)
    )
    if not taken:
        raise _running()
    return Claim(row.pk, row.attempt + 1)


def _running() -> RequestRunning:
    """Most are done within a second or two; only one whose process died holds its whole lease."""
    return RequestRunning(
        "The same request is being carried out. Send it again to be told its answer.",
        retry_after=AGAIN_SECONDS,
    )
