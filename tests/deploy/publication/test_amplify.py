"""Waiting for a job of Amplify's, and what it refuses."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from deploy.publication.amplify import SILENCES, Branch, Job, Timing
from deploy.publication.errors import NeedsAttention, NotPublished
from tests.deploy.publication.conftest import Amplify


def branch_of(amplify: Amplify, patience: float = 100.0) -> Branch:
    ticks: Iterator[int] = count(0, 5)
    timing = Timing(patience, clock=lambda: float(next(ticks)), sleep=lambda _seconds: None)
    return Branch(amplify.client, "d1vitrine", "main", timing)


def test_wait_tells_of_each_new_state_once(amplify: Amplify) -> None:
    amplify.tells("8", "PENDING", "RUNNING", "RUNNING", "SUCCEED")
    said: list[str] = []

    ended = branch_of(amplify).wait("8", said.append)

    assert ended == Job("8", "SUCCEED")
    assert said == ["job 8: PENDING (5 s)", "job 8: RUNNING (10 s)", "job 8: SUCCEED (20 s)"]


def test_wait_returns_the_reason_of_a_failure(amplify: Amplify) -> None:
    amplify.tells("8", "FAILED", reason="The ZIP file is too large")

    assert branch_of(amplify).wait("8", lambda _line: None) == Job("8", "FAILED", "The ZIP file is too large")


def test_wait_bears_answers_that_do_not_come(amplify: Amplify) -> None:
    for status in ("RUNNING", "SUCCEED"):
        for _ in range(SILENCES):
            amplify.refuses("get_job", "InternalFailureException")
        amplify.tells("8", status)

    assert branch_of(amplify).wait("8", lambda _line: None) == Job("8", "SUCCEED")


def test_wait_ends_when_too_many_answers_do_not_come(amplify: Amplify) -> None:
    for _ in range(SILENCES + 1):
        amplify.refuses("get_job", "InternalFailureException")

    with pytest.raises(NeedsAttention, match=r"stopped answering about job 8.*goes on by itself"):
        branch_of(amplify).wait("8", lambda _line: None)


def test_wait_ends_with_its_patience(amplify: Amplify) -> None:
    amplify.tells("8", "RUNNING", "RUNNING", "RUNNING")

    with pytest.raises(NeedsAttention, match=r"Job 8 is still RUNNING after 15 s.*--stop-unfinished"):
        branch_of(amplify, patience=12).wait("8", lambda _line: None)


def test_jobs_come_newest_first(amplify: Amplify) -> None:
    amplify.lists(("9", "FAILED"), ("10", "RUNNING"), ("8", "SUCCEED"))

    assert branch_of(amplify).jobs() == [Job("10", "RUNNING"), Job("9", "FAILED"), Job("8", "SUCCEED")]


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("list_jobs", lambda branch: branch.jobs()),
        ("create_deployment", lambda branch: branch.create()),
        ("start_deployment", lambda branch: branch.start("8")),
        ("stop_job", lambda branch: branch.stop("8")),
    ],
)
def test_refusals_carry_amplifys_own_words(
    amplify: Amplify, operation: str, call: Callable[[Branch], object]
) -> None:
    amplify.refuses(operation, message="App not found.")

    with pytest.raises(NotPublished, match=r"Amplify did not .*App not found\.$"):
        call(branch_of(amplify))
