"""Rings for pictures whose doorbell was lost or whose time has come, and gives up those that break every worker."""

from catalog.jobs import ring_fetch_pictures
from catalog.models import WantedPicture
from catalog.services.moving.pictures.fetch_pictures import ATTEMPTS
from catalog.states import WantedState


def sweep_pictures() -> None:
    """Twice or side by side it does no harm: who comes second finds nothing to claim."""
    due = WantedPicture.objects.due()
    due.filter(attempts__gte=ATTEMPTS).update(
        state=WantedState.FAILED, problem_code="worker_lost", problem="Something failed on our side."
    )
    if due.exists():
        ring_fetch_pictures()
