"""Who is let in with a key, for what, how often, and what is read of what they send."""

import json
import logging
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import ApiKey, Merchant
from accounts.programs import throttling
from accounts.programs.parsing import MOST_BYTES
from accounts.services.api_keys.make_api_key import NewKey
from accounts.states import Scope
from config.observability.masking import masked
from tests.accounts.programs.asked import ask, problem_in
from tests.factories.accounts import make_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def new() -> NewKey:
    return make_key()


@pytest.fixture
def redis_away() -> Iterator[None]:
    closed = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}}
    with override_settings(CACHES=closed):
        caches.close_all()
        yield


def test_key_opens_and_nothing_keeps_the_answer(new: NewKey) -> None:
    answer = ask(new)

    assert (answer.status_code, json.loads(answer.content)) == (200, {"merchant": new.key.merchant.slug})
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_known_key_costs_one_query(new: NewKey) -> None:
    ask(new)

    with CaptureQueriesContext(connection) as queries:
        ask(new)

    assert len(queries) == 1


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "api_key_missing"),
        ("Basic dnRyOng=", "api_key_missing"),
        ("Bearer", "api_key_unknown"),
        ("Bearer vtr_abcdefghij_x y", "api_key_unknown"),
        ("Bearer \xff\xfe", "api_key_unknown"),
    ],
)
def test_without_a_key_nothing_is_told(header: str, code: str, new: NewKey) -> None:
    answer = ask(new, Authorization=header)

    assert problem_in(answer) == (401, code)
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_revoked_key_is_told_so(new: NewKey) -> None:
    ApiKey.objects.update(revoked_at=timezone.now())

    assert problem_in(ask(new)) == (401, "api_key_revoked")


def test_key_does_what_it_was_made_for_and_nothing_else() -> None:
    reads, writes = (make_key(scopes=(scope,)) for scope in (Scope.CATALOG_READ, Scope.CATALOG_WRITE))

    assert problem_in(ask(reads, "POST", {"slug": "new"}, Idempotency_Key="1")) == (403, "scope_missing")
    assert problem_in(ask(writes)) == (403, "scope_missing")
    assert not Merchant.objects.filter(slug="new").exists()


def test_what_a_key_may_not_do_is_counted_as_well(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_KEY_REQUESTS_A_MINUTE = 2
    monkeypatch.setattr(time, "time", lambda: 1_800_000_015.5)
    writes = make_key(scopes=(Scope.CATALOG_WRITE,))

    answers = [ask(writes) for _ in range(3)]

    assert [problem_in(answer) for answer in answers] == [
        (403, "scope_missing"),
        (403, "scope_missing"),
        (429, "quota_exceeded"),
    ]
    assert [answer["RateLimit"] for answer in answers] == [f'"key";r={left};t=45' for left in (1, 0, 0)]


def test_key_may_ask_so_often_in_a_minute(
    new: NewKey, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_KEY_REQUESTS_A_MINUTE = 2
    monkeypatch.setattr(time, "time", lambda: 1_800_000_015.5)

    answers = [ask(new) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit"] for answer in answers] == [
        '"key";r=1;t=45',
        '"key";r=0;t=45',
        '"key";r=0;t=45',
    ]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"key";q=2;w=60'}
    assert (problem_in(answers[2]), answers[2]["Retry-After"]) == ((429, "quota_exceeded"), "45")
    assert ask(make_key()).status_code == 200

    monkeypatch.setattr(time, "time", lambda: 1_800_000_060.0)
    assert ask(new).status_code == 200


@pytest.mark.usefixtures("redis_away")
def test_key_is_bounded_while_redis_is_away(
    new: NewKey, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_KEY_REQUESTS_A_MINUTE = 2
    monkeypatch.setattr(throttling, "_own_count", throttling.OwnCount())
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)

    assert [ask(new).status_code for _ in range(3)] == [200, 200, 429]


def test_process_remembers_only_so_many_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "MOST_KEYS", 3)
    count = throttling.OwnCount()

    assert [count.add(prefix, 1) for prefix in "aabcd"] == [1, 2, 1, 1, 1]
    assert count.add("d", 2) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "parse_error"),
        (b"\xff", 400, "parse_error"),
        (b'{"slug": NaN}', 400, "parse_error"),
        (b'{"slug": "a", "slug": "b"}', 400, "parse_error"),
        (b"[" * 200_000, 400, "parse_error"),
        *((b"[" * deep + b"]" * deep, 400, "parse_error") for deep in (33, 500, 960, 967)),
        (b'{"slug": "' + b"x" * 4 * MOST_BYTES + b'"}', 413, "body_too_large"),
        (b"9" * 10_000, 400, "parse_error"),
        (b'{"slug": "' + b"x" * MOST_BYTES + b'"}', 413, "body_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(body: bytes, status: int, code: str, new: NewKey) -> None:
    assert problem_in(ask(new, "POST", body, Idempotency_Key="1")) == (status, code)


def test_token_is_in_no_line_and_its_beginning_is(new: NewKey, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(new)
    secret = new.token.rpartition(f"{new.key.prefix}_")[2]

    assert secret not in caplog.text
    assert masked(f"Authorization: Bearer {new.token}.") == f"Authorization: Bearer vtr_{new.key.prefix}_*."
