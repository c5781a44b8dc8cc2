"""How the pictures stand that an import has named."""

from dataclasses import dataclass

from django.db.models import Count, Q

from catalog.models import ImportJob, WantedPicture
from catalog.states import MediaState, WantedState

# Of those that failed, how many a page shows.
SHOWN_PICTURES = 50
FAILED = Q(state=WantedState.FAILED) | Q(media__state=MediaState.REFUSED)
WAITING = Q(state=WantedState.WAITING)


@dataclass(frozen=True)
class Pictures:
    """How many there are, are waited for, cannot be had, and of those how many may be tried again."""

    named: int
    waiting: int
    failed: int
    to_try_again: int
    are_under_way: bool

    @property
    def ready(self) -> int:
        return self.named - self.waiting - self.failed


@dataclass(frozen=True)
class FailedPicture:
    product: str
    address: str
    why: str


def pictures_of(job: ImportJob) -> Pictures:
    """One query. What was tried and waits for another time is waited for, but not watched."""
    counts = job.pictures.aggregate(
        named=Count("pk"),
        waiting=Count("pk", filter=WAITING | Q(media__state=MediaState.WAITING)),
        failed=Count("pk", filter=FAILED),
        to_try_again=Count("pk", filter=Q(state=WantedState.FAILED)),
        first=Count("pk", filter=WAITING & Q(attempts__lte=1) | Q(media__state=MediaState.WAITING)),
    )
    are_under_way = counts.pop("first") > 0
    return Pictures(**counts, are_under_way=are_under_way)


def failed_pictures(job: ImportJob) -> list[FailedPicture]:
    """The first of them, each with its reason: one query."""
    failed = WantedPicture.objects.filter(FAILED, job=job).select_related("product", "media")
    return [
        FailedPicture(each.product.name, each.address, each.media.refusal if each.media else each.problem)
        for each in failed[:SHOWN_PICTURES]
    ]
