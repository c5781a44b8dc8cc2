"""The messages that ring scheduled doorbells."""

import base64
import json
import subprocess
import sys
from typing import Any

import pytest

from config.celery import SCHEDULE
from deploy.functions.tick import tick_message


def headers_of(body: str) -> dict[str, Any]:
    headers: dict[str, Any] = json.loads(base64.b64decode(body))["headers"]
    return headers


@pytest.mark.parametrize("task", SCHEDULE)
def test_a_tick_is_the_same_message_in_every_process(task: str) -> None:
    queue = SCHEDULE[task][1]
    program = (
        f"from deploy.functions.tick import tick_message; print(tick_message({task!r}, queue={queue!r}))"
    )

    elsewhere = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program

    assert elsewhere.stdout.strip() == tick_message(task, queue=queue)


def test_a_tick_names_its_task_and_has_an_id_of_its_own() -> None:
    headers = [headers_of(tick_message(task, queue=queue)) for task, (_, queue) in SCHEDULE.items()]

    assert [header["task"] for header in headers] == list(SCHEDULE)
    assert len({header["id"] for header in headers}) == len(SCHEDULE)


def test_a_tick_fits_into_the_schedulers_target() -> None:
    # EventBridge Scheduler's limit for the input of a target, in characters (UpdateSchedule, Target.Input).
    longest = max(len(tick_message(task, queue=queue)) for task, (_, queue) in SCHEDULE.items())

    assert longest < 256 * 1024
