"""Whose conversion is it? Claims, the heartbeat that keeps them, and the progress that only their holder writes.

Leases run by the database's clock, because the workers' clocks differ.
"""

import contextvars
import functools
import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from assets3d.errors import LeaseLost
from assets3d.models import Conversion
from assets3d.queries.recipes import is_current
from assets3d.states import ConversionState

logger = logging.getLogger(__name__)
BEATS_PER_LEASE = 3

# Keeps the worker's message hidden from other workers for some more time.
KeepMessage = Callable[[], None]


@dataclass(frozen=True)
class Lease:
    """The right to work on a conversion. `token` fences: what another holder writes, this one cannot."""

    conversion_id: int
    token: uuid.UUID
    source_key: str
    source_sha256: str
    recipe: str
    recipe_version: int
    source_format: str
    unit: str
    attempt: int

    def rows(self) -> QuerySet[Conversion]:
        """The conversion while this lease is the one that counts, otherwise nothing."""
        return Conversion.objects.filter(
            pk=self.conversion_id, state=ConversionState.RUNNING, lease_token=self.token
        )

    def note_progress(self, stage: str, percent: int) -> None:
        """Show how far the work is; raises LeaseLost."""
        if not self.rows().update(stage=stage[:60], percent=max(0, min(percent, 100))):
            raise LeaseLost(f"conversion {self.conversion_id} belongs to another worker")


def claimable() -> Q:
    """The condition that a conversion which this release can run waits for a worker, or that its worker was lost."""
    waits = Q(state=ConversionState.QUEUED, available_at__lte=Now())
    return is_current() & (waits | Q(state=ConversionState.RUNNING, lease_until__lt=Now()))


def claim_conversion(conversion_id: int) -> Lease | None:
    """The lease on a conversion that can be claimed; None when somebody was faster or there is nothing to do."""
    token = uuid.uuid4()
    claimed = Conversion.objects.filter(
        claimable(), pk=conversion_id, attempts__lt=settings.ASSETS3D_ATTEMPTS
    ).update(
        state=ConversionState.RUNNING,
        lease_token=token,
        lease_until=Now() + timedelta(seconds=settings.ASSETS3D_LEASE_SECONDS),
        attempts=F("attempts") + 1,
        started_at=Now(),
        stage="",
        percent=0,
    )
    if not claimed:
        return None
    # No longer there if another worker took over in this very moment.
    row = Conversion.objects.filter(pk=conversion_id, lease_token=token).first()
    if row is None:
        return None
    return Lease(
        conversion_id=row.pk,
        token=token,
        source_key=row.source_key,
        source_sha256=row.source_sha256,
        recipe=row.recipe,
        recipe_version=row.recipe_version,
        source_format=row.source_format,
        unit=row.unit,
        attempt=row.attempts,
    )


class Heartbeat:
    """Keeps a lease, and the message that rang for it, while its block runs, from a thread of its own."""

    def __init__(self, lease: Lease, keep_message: KeepMessage) -> None:
        self._lease = lease
        self._keep_message = keep_message
        self._stop = threading.Event()
        # A daemon, so that a worker that is told to end does not wait for it.
        # It goes on in the context of its task, so that its lines in the log carry the task's id.
        work = functools.partial(contextvars.copy_context().run, self._beat)
        self._thread = threading.Thread(target=work, name=f"lease-{lease.conversion_id}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(settings.ASSETS3D_LEASE_SECONDS / BEATS_PER_LEASE):
                if not self._extend():
                    return
        finally:
            connection.close()

    def _extend(self) -> bool:
        """Extend lease and message; False once the lease is lost, which the work finds out by itself."""
        try:
            until = Now() + timedelta(seconds=settings.ASSETS3D_LEASE_SECONDS)
            if not self._lease.rows().update(lease_until=until):
                return False
        except DatabaseError:
            # The next beat may find the database again; if none does, the lease runs out as it should.
            logger.exception("lease not extended", extra={"conversion_id": self._lease.conversion_id})
            connection.close()
        self._keep_message()
        return True
