"""Rings for imports whose doorbell was lost or whose worker died, and gives up those that break every worker."""

from catalog.jobs import ring_import
from catalog.services.moving.lease import ATTEMPTS, waiting
from catalog.states import ImportState


def sweep_imports() -> None:
    """Twice or side by side it does no harm: who comes second finds nothing to claim."""
    waiting().filter(attempts__gte=ATTEMPTS).update(
        state=ImportState.FAILED, lease_token=None, lease_until=None
    )
    for import_id in waiting().values_list("pk", flat=True):
        ring_import(import_id)
