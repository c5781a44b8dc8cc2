"""Somebody presses "try again" on a conversion that failed on our side."""

from django.db import transaction
from django.db.models.functions import Now

from assets3d import jobs
from assets3d.errors import AlreadyMoved
from assets3d.models import Conversion
from assets3d.states import ConversionState


def retry_conversion(*, conversion: Conversion) -> None:
    """Put a dead conversion in line with all its attempts back. Raises AlreadyMoved when it is not dead."""
    with transaction.atomic():
        moved = Conversion.objects.filter(pk=conversion.pk, state=ConversionState.DEAD).update(
            state=ConversionState.QUEUED, attempts=0, fault="", stage="", percent=0, available_at=Now()
        )
        if not moved:
            raise AlreadyMoved("This model is not waiting to be tried again.")
        jobs.ring_convert(conversion.pk, is_background=conversion.is_background)
