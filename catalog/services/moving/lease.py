"""Whose import is it? Claims, and everything that only their holder may write.

Leases run by the database's clock, because the workers' clocks differ.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from catalog.errors import ImportLeaseLost
from catalog.models import ImportJob, ImportProblem
from catalog.states import WORKING_IMPORTS, ImportState

LEASE = timedelta(seconds=90)
ATTEMPTS = 5
# Of one round, to be looked at; more than these say only that the list is of another kind.
MOST_PROBLEMS = 10_000


@dataclass(frozen=True)
class ImportLease:
    """The right to go on with an import. What somebody else's writes, a lost lease cannot."""

    job: ImportJob
    token: uuid.UUID

    @property
    def is_check(self) -> bool:
        return self.job.state == ImportState.CHECKING

    def write(self, **values: Any) -> None:
        """Update the job and keep the lease. Raises ImportLeaseLost."""
        self._update(lease_until=Now() + LEASE, **values)

    def release(self, **values: Any) -> None:
        """Update the job and give the lease back. Raises ImportLeaseLost."""
        self._update(lease_until=None, lease_token=None, **values)

    def keep_problems(self, problems: Iterable[ImportProblem], *, found: int) -> None:
        """Keep these, as far as there is room, and count `found` more. Call it inside a transaction."""
        room = MOST_PROBLEMS - ImportProblem.objects.filter(job=self.job).count() if found else 0
        ImportProblem.objects.bulk_create(list(problems)[: max(0, room)], batch_size=1_000)
        if found:
            self.write(problems_found=F("problems_found") + found)

    def note_made(self, names: Iterable[str]) -> None:
        """Add the names of attributes that were made, as far as they are new. Call it inside a transaction."""
        made = sorted({*self.job.new_attributes, *names})
        if made != self.job.new_attributes:
            self.write(new_attributes=made)
            self.job.new_attributes = made

    def _update(self, **values: Any) -> None:
        held = ImportJob.objects.filter(pk=self.job.pk, lease_token=self.token)
        if not held.update(**values):
            raise ImportLeaseLost(f"import {self.job.pk} belongs to another worker")


def waiting() -> QuerySet[ImportJob]:
    """Imports that nobody is working on though somebody should."""
    return ImportJob.objects.working().filter(Q(lease_until=None) | Q(lease_until__lt=Now()))


def claim_import(import_id: int) -> ImportLease | None:
    """The lease on an import that waits; None when somebody was faster or there is nothing to do."""
    token = uuid.uuid4()
    claimed = (
        waiting()
        .filter(pk=import_id, attempts__lt=ATTEMPTS)
        .update(lease_token=token, lease_until=Now() + LEASE, attempts=F("attempts") + 1)
    )
    if not claimed:
        return None
    job = ImportJob.objects.filter(pk=import_id, lease_token=token, state__in=WORKING_IMPORTS).first()
    return ImportLease(job, token) if job else None
