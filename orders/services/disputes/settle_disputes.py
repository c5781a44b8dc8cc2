"""What follows from everything that was said of disputes. Pure: the order in which it was said makes no difference."""

from collections.abc import Iterable

from catalog.money import Money
from orders.models import PaymentEvent
from orders.states import PaymentEventKind

_ENDS = (PaymentEventKind.DISPUTE_WON, PaymentEventKind.DISPUTE_LOST)


def open_disputes(events: Iterable[PaymentEvent]) -> frozenset[str]:
    """The provider's names of those of a payment that were opened and have not ended."""
    told = list(events)
    opened = {event.dispute for event in told if event.kind == PaymentEventKind.DISPUTED}
    # An earlier release wrote down that there was one, and neither which nor how it ended.
    return frozenset(opened - {event.dispute for event in told if event.kind in _ENDS} - {""})


def lost_disputes(events: Iterable[PaymentEvent]) -> dict[str, Money]:
    """What the buyer's bank has taken back for good, by the provider's name of the dispute."""
    lost = (event for event in events if event.kind == PaymentEventKind.DISPUTE_LOST)
    return {event.dispute: event.amount for event in lost}
