"""A worker goes on with an import: for a while, product by product, each in a transaction of its own.

The file is fetched and sorted by product anew each time, which takes seconds for tens of thousands of rows;
where it goes on is in the database. Memory does not grow with the file.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from assets3d import storage
from catalog.errors import CatalogRefusal, ImportRefused
from catalog.exchange.formats.entries import EntryRefused, Problem
from catalog.exchange.formats.lists import FORMATS, ProductList, gather
from catalog.exchange.reading.csv_rows import read_csv
from catalog.exchange.reading.groups import Group, Groups
from catalog.exchange.reading.rows import BadRow, Table
from catalog.exchange.reading.xlsx_rows import opened_xlsx
from catalog.jobs import ring_fetch_pictures, ring_import
from catalog.models import ImportProblem
from catalog.services.moving.lease import MOST_PROBLEMS, ImportLease, claim_import
from catalog.services.moving.taking.take_entry import Outcome, Taken, Taker
from catalog.states import ImportState

# After this a worker lets others have a turn. Far below the queue's visibility, so that messages are not doubled.
SLICE_SECONDS = 30.0


def run_import(*, import_id: int, seconds: float = SLICE_SECONDS) -> None:
    """Go on with the import for about `seconds`, then ring for the rest. Twice or side by side, it happens once.

    Raises StorageUnavailable and database errors; the import waits then until the sweeper rings again.
    """
    lease = claim_import(import_id)
    if lease is None:
        return
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        try:
            with _gathered(lease, Path(folder)) as listed:
                _go_on(listed, lease, time.monotonic() + seconds)
        except ImportRefused as refusal:
            lease.release(
                state=ImportState.REFUSED,
                refusal_code=refusal.code,
                refusal=str(refusal),
                finished_at=timezone.now(),
            )


@contextmanager
def _gathered(lease: ImportLease, folder: Path) -> Iterator[ProductList]:
    """The list, sorted by product; the first time in a round its rows are counted and the broken ones kept."""
    path = folder / "list"
    storage.digest_upload(lease.job.key, into=path)
    broken: list[BadRow] = []
    found = 0

    def keep(row: BadRow) -> None:
        nonlocal found
        found += 1
        if len(broken) < MOST_PROBLEMS:
            broken.append(row)

    with Groups(folder / "groups.sqlite") as groups, _table(lease.job.key, path) as table:
        listed = gather(table, FORMATS[lease.job.format], groups, keep)
        if lease.job.products is None:
            _note_beginning(lease, listed, broken, found)
        yield listed


@contextmanager
def _table(key: str, path: Path) -> Iterator[Table]:
    if key.endswith(".xlsx"):
        with opened_xlsx(path) as table:
            yield table
    else:
        with path.open("rb") as stream:
            yield read_csv(stream)


def _note_beginning(lease: ImportLease, listed: ProductList, broken: list[BadRow], found: int) -> None:
    kept = [ImportProblem(job=lease.job, line=row.line, code=row.code, message=row.message) for row in broken]
    with transaction.atomic():
        lease.keep_problems(kept, found=found)
        lease.write(products=listed.groups.count(), rows=listed.rows + found, left_out=dict(listed.left_out))


def _go_on(listed: ProductList, lease: ImportLease, until: float) -> None:
    taker = Taker.of(lease.job)
    for group in listed.groups.after(lease.job.position):
        _deal_with(group, listed, lease, taker)
        if time.monotonic() > until:
            lease.release()
            ring_import(lease.job.pk)
            ring_fetch_pictures()
            return
    ring_fetch_pictures()
    state = ImportState.CHECKED if lease.is_check else ImportState.DONE
    lease.release(state=state, finished_at=timezone.now())


def _deal_with(group: Group, listed: ProductList, lease: ImportLease, taker: Taker) -> None:
    """One product: it, what is said of it and the position are written together or not at all."""
    with transaction.atomic():
        taken = _judged(group, listed, lease, taker)
        kept = [
            ImportProblem(
                job=lease.job,
                line=problem.line,
                column=problem.column[:200],
                code=problem.code,
                message=problem.message,
                is_refusal=taken.outcome is Outcome.REFUSED,
            )
            for problem in taken.problems
        ]
        lease.keep_problems(kept, found=len(kept))
        counted = taken.outcome.value
        lease.note_made(taken.made)
        lease.write(position=F("position") + 1, attempts=0, **{counted: F(counted) + 1})


def _judged(group: Group, listed: ProductList, lease: ImportLease, taker: Taker) -> Taken:
    """What taking the product comes to. A check does all that taking it does, and takes it back."""
    line = group.rows[0].line
    try:
        entry = listed.entry(group, lease.job.currency)
        with transaction.atomic():
            taken = taker.take(entry, now=timezone.now())
            if lease.is_check:
                transaction.set_rollback(True)  # of this inner transaction alone
        return taken
    except EntryRefused as refused:
        return Taken(Outcome.REFUSED, refused.problems)
    except CatalogRefusal as refusal:
        return Taken(Outcome.REFUSED, (Problem(line, "", refusal.code, str(refusal)),))
    except IntegrityError:
        message = "Something of this product was changed at the same moment. Import the list again."
        return Taken(Outcome.REFUSED, (Problem(line, "", "changed_meanwhile", message),))
