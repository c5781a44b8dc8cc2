"""Doorbells ring at the right doors."""

import pytest
from django.conf import settings

from assets3d import jobs, tasks
from config.celery import application


@pytest.mark.parametrize(
    ("is_background", "task", "queue"),
    [(False, tasks.convert, "conversion"), (True, tasks.convert_in_background, "search")],
)
def test_what_nobody_waits_for_has_a_queue_of_its_own(
    *, monkeypatch: pytest.MonkeyPatch, is_background: bool, task: object, queue: str
) -> None:
    rung: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(jobs, "_ring", lambda name, **kwargs: rung.append((name, kwargs)))

    jobs.ring_convert(7, is_background=is_background)

    ((name, kwargs),) = rung
    assert application.tasks[name].name == getattr(task, "name")  # noqa: B009  # Celery's tasks have no types
    assert kwargs == {"conversion_id": 7}
    assert settings.CELERY_TASK_ROUTES[name] == {"queue": queue}
    assert queue in settings.QUEUE_URLS
