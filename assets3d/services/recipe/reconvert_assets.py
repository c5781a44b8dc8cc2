"""A recipe was raised, or is new: the models in the shop are made anew with it, one after the other."""

from django.db import transaction

from assets3d.models import Conversion, Revision
from assets3d.queries.recipes import current_versions
from assets3d.services.conversion.hand_over import hand_over
from assets3d.services.conversion.line_up import content_of, line_up
from assets3d.states import DRAFT, SEARCHED, ConversionState


def reconvert_assets() -> int:
    """Put what published revisions show in line under the present recipe, in the background; return how many.

    What they show is replaced when that is done, as after any other search. Doing so again adds nothing.
    """
    recipe = SEARCHED if SEARCHED in current_versions() else DRAFT
    published = Revision.objects.filter(published_as__isnull=False)
    behind = published.exclude(
        conversion__recipe=recipe, conversion__recipe_version=current_versions()[recipe]
    )
    found = behind.order_by("conversion_id").values_list("conversion_id", flat=True).distinct()
    return sum(_reconvert(conversion_id, recipe) for conversion_id in list(found))


def _reconvert(conversion_id: int, recipe: str) -> int:
    """1 when it waits now, 0 when it is settled already."""
    shown = Conversion.objects.defer("report").get(pk=conversion_id)
    with transaction.atomic():
        made = line_up(content_of(shown), recipe, is_awaited=False)
        if made.state == ConversionState.DONE:
            hand_over(made)
    return int(made.state == ConversionState.QUEUED)
