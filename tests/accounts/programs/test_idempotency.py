"""The same request under the same key is carried out once, whoever dies on the way."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AnsweredRequest, Merchant
from accounts.programs import idempotency
from accounts.services.api_keys.make_api_key import NewKey
from accounts.services.idempotency.claim_request import LEASE, Answer, Claim, claim_request, keep_answer
from accounts.services.idempotency.sweep_answered import sweep_answered
from accounts.tasks import sweep_answered_task
from tests.accounts.programs.asked import ask, problem_in
from tests.factories.accounts import make_key
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

SHA256 = "a" * 64


class Killed(BaseException):
    """The process dies here; nothing that would tidy up is run."""


@pytest.fixture
def new() -> NewKey:
    return make_key()


def make(new: NewKey, slug: str = "nord", key: str = "order-1") -> HttpResponse:
    return ask(new, "POST", {"slug": slug}, Idempotency_Key=key)


def made() -> int:
    return Merchant.objects.filter(slug="nord").count()


def test_repetition_is_answered_with_the_same_bytes(new: NewKey) -> None:
    first, again = make(new), make(new)

    assert (first.status_code, again.status_code, made()) == (201, 201, 1)
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first


def test_key_in_quotes_and_other_spacing_of_the_body_are_the_same(new: NewKey) -> None:
    make(new)

    again = ask(new, "POST", b'{ "slug" :\n "nord" }', Idempotency_Key='"order-1"')

    assert (again["Idempotency-Replayed"], made()) == ("true", 1)


def test_another_body_under_the_key_is_refused(new: NewKey) -> None:
    make(new)

    assert problem_in(make(new, "other")) == (422, "idempotency_key_reused")
    assert not Merchant.objects.filter(slug="other").exists()


def test_key_of_somebody_else_is_another_one(new: NewKey) -> None:
    make(new)

    assert make(make_key(), "other").status_code == 201


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "idempotency_key_missing"),
        ('""', "idempotency_key_malformed"),
        ("a b", "idempotency_key_malformed"),
        ("x" * 256, "idempotency_key_malformed"),
        ("\xe9", "idempotency_key_malformed"),
    ],
)
def test_request_without_a_proper_key_is_refused(key: str, code: str, new: NewKey) -> None:
    assert problem_in(make(new, key=key)) == (400, code)
    assert made() == 0


def test_refused_request_may_be_mended_under_its_key(new: NewKey) -> None:
    Merchant.objects.create(name="taken", slug="taken")
    with pytest.raises(IntegrityError):
        make(new, "taken")

    assert make(new).status_code == 201


def test_twenty_at_once_are_carried_out_once(new: NewKey) -> None:
    answers = side_by_side([lambda: make(new)] * 20)

    told = Counter(answer.status_code for answer in answers)
    assert made() == 1
    assert set(told) <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    for answer in answers:
        assert answer.status_code == 201 or (problem_in(answer), answer["Retry-After"]) == (
            (409, "request_running"),
            "2",
        )
    assert make(new)["Idempotency-Replayed"] == "true"


def test_process_that_dies_after_the_commit_has_left_its_answer(
    new: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(idempotency, "response", die)
        with pytest.raises(Killed):
            make(new)

    again = make(new)

    assert (again.status_code, again["Idempotency-Replayed"], made()) == (201, "true", 1)
    assert json.loads(again.content) == {"id": Merchant.objects.get(slug="nord").pk}


def test_process_that_dies_before_the_commit_has_done_nothing(
    new: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(idempotency, "keep_answer", die)
        patched.setattr(idempotency, "give_up_claim", die)
        with pytest.raises(Killed):
            make(new)
    assert made() == 0
    assert problem_in(make(new)) == (409, "request_running")

    AnsweredRequest.objects.update(lease_until=timezone.now())
    assert make(new).status_code == 201
    assert made() == 1


def test_whoever_was_taken_over_cannot_write_down_an_answer() -> None:
    now = timezone.now()
    asked = {"scope": SHA256, "key": "1", "request_digest": SHA256}
    slow = claim_request(**asked, now=now)
    taken = claim_request(**asked, now=now + LEASE)

    assert isinstance(slow, Claim)
    assert isinstance(taken, Claim)
    with pytest.raises(Exception, match="taken it over"):
        keep_answer(claim=slow, answer=Answer(201, {}, "{}"))
    keep_answer(claim=taken, answer=Answer(201, {}, '{"id": 1}'))
    assert claim_request(**asked, now=now + LEASE) == Answer(201, {}, '{"id": 1}')


def test_answers_are_kept_for_a_day(new: NewKey) -> None:
    make(new)
    now = timezone.now()

    sweep_answered_task(later="ignored")
    assert sweep_answered(now=now + timedelta(hours=23)) == 0
    assert sweep_answered(now=now + timedelta(hours=25)) == 1
    assert AnsweredRequest.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"state": "running"}, {"status": None}, {"scope": "x"}])
def test_database_keeps_no_answer_that_is_none(wrong: dict[str, object], new: NewKey) -> None:
    make(new)

    with pytest.raises(IntegrityError):
        AnsweredRequest.objects.update(**wrong)
