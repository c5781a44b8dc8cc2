"""Let captures of what is not wanted any more be asked for no longer."""

from collections.abc import Collection
from datetime import datetime

from orders.models import Capture
from orders.states import CaptureState


def end_captures(payment_ids: Collection[int], why: str, *, now: datetime) -> None:
    """Of these payments, by primary key, in the transaction that gives them up.

    A worker that has read one before claims it by an UPDATE that asks for what is pending, so it finds none here. One that
    asks at this moment goes on: what the provider did is heard like all money, and goes back.
    """
    under_way = Capture.objects.filter(payment__in=payment_ids, state=CaptureState.PENDING)
    under_way.update(state=CaptureState.FAILED, failure=why, finished_at=now)
