"""Delete what is kept for a while only."""

from typing import TypeVar

from django.db.models import Model, QuerySet

BATCH = 1_000
MOST_BATCHES = 200

Row = TypeVar("Row", bound=Model)


def forget(old: QuerySet[Row]) -> int:
    """Delete these rows; how many that were.

    BATCH in a statement, so that none of them runs into its time limit or holds many locks, however many have piled up while
    no worker ran; at most MOST_BATCHES in one go. What is left, the next sweep takes.
    """
    forgotten = 0
    for _ in range(MOST_BATCHES):
        keys = list(old.order_by().values_list("pk", flat=True)[:BATCH])
        # Asked for once more: one that changed meanwhile stays.
        old.filter(pk__in=keys).delete()
        forgotten += len(keys)
        if len(keys) < BATCH:
            break
    return forgotten
