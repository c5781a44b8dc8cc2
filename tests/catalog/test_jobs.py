"""Doorbells ring once for a transaction, and not at all for what was taken back."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import transaction

from catalog.jobs import ring_mirror_relay

pytestmark = pytest.mark.django_db

Capture = Callable[[], AbstractContextManager[list[Callable[[], None]]]]


def test_relay_is_rung_once_however_often_it_is_asked_for(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    with django_capture_on_commit_callbacks() as rings, transaction.atomic():
        for _ in range(3):
            with transaction.atomic():
                ring_mirror_relay()

    assert len(rings) == 1


def test_ring_that_was_taken_back_does_not_silence_the_next(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    with django_capture_on_commit_callbacks() as rings, transaction.atomic():
        with transaction.atomic():
            ring_mirror_relay()
            transaction.set_rollback(True)
        ring_mirror_relay()

    assert len(rings) == 1
