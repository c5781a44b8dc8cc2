"""Let a request that is repeated be carried out once.

`claim_request` comes first and outside of transactions, so that whoever repeats the request meanwhile sees that it is
under way. `keep_answer` belongs into the transaction that does the work: then there is the work and its answer, or
neither, wherever the process dies.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from accounts.errors import IdempotencyKeyReused, LeaseLost, RequestRunning
from accounts.models import AnsweredRequest
from accounts.prepared import Prepared, execute
from accounts.states import AnswerState

# Longer than the longest request lives: PostgreSQL gives a statement ten seconds.
LEASE = timedelta(seconds=60)
AGAIN_SECONDS = 2

# Each request under a key asks for both.
# ruff: noqa: S608  # names of states from the shop itself
_BEGIN = Prepared(
    "accounts_begin_request",
    lambda: (
        f"""
    INSERT INTO accounts_answeredrequest
        (scope, key, request_digest, state, attempt, lease_until, headers, body, created_at)
    VALUES ($1, $2, $3, '{AnswerState.RUNNING}', 1, $4, '{{}}', '', $5)
    ON CONFLICT (scope, key) DO NOTHING RETURNING id
    """
    ),
)
_KEEP = Prepared(
    "accounts_keep_answer",
    lambda: (
        f"""
    UPDATE accounts_answeredrequest SET state = '{AnswerState.DONE}', status = $3, headers = $4, body = $5
    WHERE id = $1 AND attempt = $2 AND state = '{AnswerState.RUNNING}' RETURNING id
    """
    ),
)


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
    said = (int(answer.status), json.dumps(answer.headers), answer.body)
    (kept,) = execute((_KEEP, (claim.row_id, claim.attempt, *said)))
    if not kept:
        raise LeaseLost("The request took so long that its repetition has taken it over.")


def give_up_claim(*, claim: Claim) -> None:
    """Forget a request that was refused or failed, so that it can be mended and sent under the same key."""
    _claimed(claim).delete()


def _begin(scope: str, key: str, request_digest: str, now: datetime) -> int | None:
    """The primary key of a new row, committed by itself; None when there is one."""
    (begun,) = execute((_BEGIN, (scope, key, request_digest, now + LEASE, now)))
    return begun[0][0] if begun else None


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
