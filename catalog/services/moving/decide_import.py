"""What a merchant does with a list that has been checked: take it or drop it."""

from django.db import transaction

from catalog.errors import MoveRefused
from catalog.jobs import ring_import
from catalog.models import ImportJob, ImportProblem
from catalog.states import ImportState


def apply_import(*, import_id: int) -> None:
    """Take the products of a checked list, in the background. Raises MoveRefused when it is not checked."""
    with transaction.atomic():
        moved = ImportJob.objects.filter(pk=import_id, state=ImportState.CHECKED).update(
            state=ImportState.APPLYING,
            products=None,
            position=0,
            created=0,
            changed=0,
            unchanged=0,
            refused=0,
            problems_found=0,
            attempts=0,
            new_attributes=[],
            finished_at=None,
        )
        _require_moved(moved)
        # What the check has found is found again, line by line, as far as it still holds.
        ImportProblem.objects.filter(job=import_id).delete()
        ring_import(import_id)


def discard_import(*, import_id: int) -> None:
    """Leave a checked list alone for good. Raises MoveRefused when it is not checked."""
    _require_moved(
        ImportJob.objects.filter(pk=import_id, state=ImportState.CHECKED).update(state=ImportState.DISCARDED)
    )


def _require_moved(rows: int) -> None:
    if rows == 0:
        raise MoveRefused("This list is not waiting for a decision any more.")
