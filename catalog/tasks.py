"""The worker's side of the catalogue's doorbells. Each may run twice."""

from celery import shared_task

from catalog.mirror.relay import relay_mirror


@shared_task(name="catalog.relay_mirror")
def relay_mirror_task(**_later: object) -> None:
    """Bring the mirror up to date; what a later release adds to the message is ignored."""
    relay_mirror()
