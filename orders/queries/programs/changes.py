"""Orders in the order in which something last happened to them, for programs that keep up with what happens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from orders.models import Order, OrderEvent

# How long after its instant a line of a story may come to be seen: transactions take a while, and a round of the clock has
# one instant for all that it does, providers that answer slowly among it.
SETTLED = timedelta(minutes=5)
# Microseconds since 1970 of a line, its primary key, and of `until`; as long as instants and 64 bits allow.
PLACE = re.compile(r"(\d{1,17})-(\d{1,18})-(\d{1,17})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where a page ended: at which line of a story. `until` is what its first page said."""

    happened_at: datetime
    event_id: int
    until: datetime

    def __str__(self) -> str:
        return f"{_microseconds(self.happened_at)}-{self.event_id}-{_microseconds(self.until)}"


@dataclass(frozen=True)
class Changes:
    """Some orders; `until` is from when to ask next time, once `following`, where the next page begins, is None."""

    orders: Sequence[Order]
    until: datetime
    following: Place | None


def place_in(text: str) -> Place | None:
    """The place that is written like this; None where that is no place."""
    matched = PLACE.fullmatch(text)
    if matched is None or not text.isascii():
        return None
    happened_at, event_id, until = (int(part) for part in matched.groups())
    return Place(_instant(happened_at), event_id, _instant(until))


def read_changes(
    orders: QuerySet[Order], since: datetime, after: Place | None, *, limit: int, now: datetime
) -> Changes:
    """Those of the orders to which something has happened at `since` or later, by when that was last.

    Each stands there once. One that changes while pages are read comes again on a later one, and none is left out for
    whoever asks from `until` next time. Two queries, and those that the orders need; an index begins where the page does.
    """
    until = after.until if after else max(since, now - SETTLED)
    found = list(_last_lines(orders, since, after)[: limit + 1])
    shown = found[:limit]
    changed = {order.pk: order for order in orders.filter(pk__in=[event.order_id for event in shown])}
    return Changes(
        # What no longer is as it was asked for comes once more if it is asked for.
        orders=[changed[event.order_id] for event in shown if event.order_id in changed],
        until=until,
        following=Place(shown[-1].happened_at, shown[-1].pk, until) if len(found) > limit else None,
    )


def _last_lines(orders: QuerySet[Order], since: datetime, after: Place | None) -> QuerySet[OrderEvent]:
    """The last line of the story of each."""
    later = Q(happened_at__gt=OuterRef("happened_at")) | Q(
        happened_at=OuterRef("happened_at"), pk__gt=OuterRef("pk")
    )
    story = OrderEvent.objects.filter(order=OuterRef("order"))
    lines = OrderEvent.objects.filter(
        ~Exists(story.filter(later)), order__in=orders.order_by().values("pk"), happened_at__gte=since
    )
    if after is not None:
        # The first condition says nothing new, but lets the index begin there.
        lines = lines.filter(
            Q(happened_at__gt=after.happened_at) | Q(pk__gt=after.event_id),
            happened_at__gte=after.happened_at,
        )
    return lines.order_by("happened_at", "pk")


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


def _instant(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
