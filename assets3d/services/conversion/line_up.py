"""A file's bytes go in line to be converted."""

from dataclasses import dataclass

from django.db.models.functions import Now

from assets3d import jobs
from assets3d.models import Conversion
from assets3d.queries.recipes import current_versions
from assets3d.states import DRAFT, SEARCHED, ConversionState


@dataclass(frozen=True)
class Content:
    """What is converted: bytes, the key of an object that holds them, and how they are to be read.

    source_format: the pipeline's name for it, "" where it is to see by itself. unit: the merchant's choice or "".
    """

    sha256: str
    key: str
    source_format: str
    unit: str


def content_of(conversion: Conversion) -> Content:
    return Content(conversion.source_sha256, conversion.source_key, conversion.source_format, conversion.unit)


def line_up(content: Content, recipe: str, *, is_awaited: bool) -> Conversion:
    """The conversion of these bytes by the present version of the recipe, put in line unless it is there.

    `is_awaited` takes it out of the background, and tries it again when it had failed on our side. To be called
    inside a transaction, which then holds the row; rows of DRAFT are held before those of SEARCHED.
    """
    made, _ = Conversion.objects.get_or_create(
        source_sha256=content.sha256,
        recipe=recipe,
        recipe_version=current_versions()[recipe],
        unit=content.unit,
        defaults={
            "source_key": content.key,
            "source_format": content.source_format,
            "is_background": not is_awaited,
        },
    )
    conversion = Conversion.objects.select_for_update(no_key=True).defer("report").get(pk=made.pk)
    if is_awaited:
        _hurry(conversion, content)
    if conversion.state == ConversionState.QUEUED:
        jobs.ring_convert(conversion.pk, is_background=conversion.is_background)
    return conversion


def line_up_improvement(draft: Conversion) -> Conversion | None:
    """The conversion that makes smaller files of what this draft, whose row is held, shows; None if none can."""
    if SEARCHED not in current_versions() or draft.recipe != DRAFT:
        return None
    return line_up(content_of(draft), SEARCHED, is_awaited=False)


def _hurry(conversion: Conversion, content: Content) -> None:
    rows = Conversion.objects.filter(pk=conversion.pk)
    rows.filter(is_background=True).update(is_background=False)
    # The file sent last is certain to be there. After a failure of ours it is also a wish to try again.
    rows.filter(state=ConversionState.DEAD).update(
        state=ConversionState.QUEUED, attempts=0, fault="", available_at=Now(), source_key=content.key
    )
    conversion.refresh_from_db(fields=["is_background", "state", "source_key"])
