"""Running things side by side, on connections of their own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

Answer = TypeVar("Answer")
PATIENCE_SECONDS = 60
_LOOK_SECONDS = 0.02


def side_by_side(actions: Sequence[Callable[[], Answer]], *, uses_database: bool = True) -> list[Answer]:
    """Start all actions at the same moment; their answers in order. What one of them raises is raised here."""
    answers: dict[int, Answer] = {}
    failures: list[BaseException] = []
    barrier, connecting = threading.Barrier(len(actions)), threading.Lock()

    def run(position: int, action: Callable[[], Answer]) -> None:
        try:
            # One after the other: all at once they would wait longer for connections than they may.
            if uses_database:
                with connecting:
                    connection.ensure_connection()
            barrier.wait()
            answers[position] = action()
        except BaseException as error:  # noqa: BLE001  # handed to the test
            failures.append(error)
            barrier.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return [answers[position] for position in sorted(answers)]


@contextmanager
def somebody_else(action: Callable[[], Answer]) -> Iterator[Future[Answer]]:
    """Start an action beside the block; its answer, or what it raises, once the block has ended."""

    def act() -> Answer:
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(act)


@contextmanager
def somebody_at(rows: QuerySet[Any], stay: Callable[[threading.Event], object]) -> Iterator[None]:
    """Hold these rows from before the block until `stay` has returned, which is handed what is set once the block has ended."""
    held, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(rows.select_for_update(no_key=True))
            held.set()
            stay(ended)

    with somebody_else(hold) as holding:
        assert held.wait(PATIENCE_SECONDS)
        try:
            yield
        finally:
            ended.set()
            holding.result(PATIENCE_SECONDS)


def wait_for_a_lock(waiting: Future[Answer]) -> None:
    """Until somebody waits for a row, or has ended without."""
    while not waiting_for_locks() and not waiting.done():
        sleep(_LOOK_SECONDS)


def waiting_for_locks() -> int:
    """How many wait. Now: within a transaction the server would go on saying what it said first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        count: int = cursor.fetchone()[0]
    return count
