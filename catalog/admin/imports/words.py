"""How an import stands, in words."""

from dataclasses import dataclass

from catalog.models import ImportJob
from catalog.states import ImportState

# Of all that are kept, those that a page shows; the rest is in the file to download.
SHOWN_PROBLEMS = 100
# What is said of such an import is what would be.
FORECASTS = frozenset({ImportState.CHECKING, ImportState.CHECKED, ImportState.DISCARDED})


@dataclass(frozen=True)
class Words:
    """`tone` is busy, good or danger."""

    tone: str
    sentence: str


@dataclass(frozen=True)
class Figure:
    label: str
    count: int


def words_of(job: ImportJob) -> Words:
    """One sentence on where the import stands and what comes next."""
    match job.state:
        case ImportState.CHECKING | ImportState.APPLYING:
            doing = "Checking" if job.state == ImportState.CHECKING else "Taking"
            if job.products is None:
                return Words("busy", "The list is waiting to be read.")
            return Words("busy", f"{doing} product {job.position:,} of {job.products:,}.")
        case ImportState.CHECKED:
            return Words("good" if not job.refused else "busy", _checked(job))
        case ImportState.DONE:
            return Words("good", "The list has been taken.")
        case ImportState.REFUSED:
            return Words("danger", job.refusal)
        case ImportState.DISCARDED:
            return Words("busy", "The list was discarded; nothing of it was taken.")
        case _:
            return Words(
                "danger", "Something failed on our side. What was taken before stays; send the list again."
            )


def figures_of(job: ImportJob) -> list[Figure]:
    """What came of the products; in the words of a forecast while nothing has been taken."""
    is_forecast = job.state in FORECASTS
    labels = (
        ("to create", "to change", "as they are", "refused")
        if is_forecast
        else (
            "created",
            "changed",
            "as they were",
            "refused",
        )
    )
    counts = (job.created, job.changed, job.unchanged, job.refused)
    return [Figure(label, count) for label, count in zip(labels, counts, strict=True)]


def _checked(job: ImportJob) -> str:
    if not job.created and not job.changed:
        return "There is nothing to take: no product would be created or changed."
    left = " What is refused is left out." if job.refused else ""
    return f"The list can be taken.{left} Nothing has changed yet."
