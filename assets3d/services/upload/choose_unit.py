"""A merchant says in which unit a model was drawn, where its file does not say so and the guess was wrong."""

from django.db import transaction

from assets3d.errors import AlreadyMoved
from assets3d.models import Source
from assets3d.services.conversion.join_conversion import join_conversion
from assets3d.states import SourceState, Unit


def choose_unit(*, source: Source, unit: Unit) -> None:
    """Convert the source's bytes anew in this unit; a revision of their own comes of it.

    Choosing what is chosen changes nothing, and going back to an earlier choice finds its revision. Raises
    AlreadyMoved when there is no file to convert.
    """
    with transaction.atomic():
        held = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        if held.state != SourceState.RECEIVED:
            raise AlreadyMoved("There is no file yet whose unit could be chosen.")
        if held.unit != unit:
            held.unit = unit
            held.save(update_fields=["unit"])
            join_conversion(held)
