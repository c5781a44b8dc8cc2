"""Running things side by side, on connections of their own."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

Answer = TypeVar("Answer")


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
