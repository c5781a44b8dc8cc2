"""A merchant wants pictures to be tried again that could not be fetched."""

from django.db import transaction
from django.db.models.functions import Now

from catalog.jobs import ring_fetch_pictures
from catalog.models import WantedPicture
from catalog.states import WantedState


def retry_pictures(*, import_id: int) -> int:
    """Put them into the queue anew, as if nobody had tried; how many there are."""
    failed = WantedPicture.objects.filter(job=import_id, state=WantedState.FAILED)
    with transaction.atomic():
        count = failed.update(
            state=WantedState.WAITING, attempts=0, due_at=Now(), problem_code="", problem=""
        )
        ring_fetch_pictures()
    return count
