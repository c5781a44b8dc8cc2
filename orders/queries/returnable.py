"""What its buyer may still send back."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from orders.models import Order

# From the day on which the last piece of a line was shipped.
TIME_TO_RETURN = timedelta(days=30)


def can_be_returned(order: Order, *, now: datetime) -> dict[int, int]:
    """How many of which lines, by primary key, were shipped in time and are neither back nor announced."""
    since = now - TIME_TO_RETURN
    shipped = order.lines.filter(fulfilled_quantity__gt=F("returned_quantity")).order_by()
    # A line that a release without shipments shipped has only the time at which it did.
    in_time = shipped.filter(Q(shipped_at__gte=since) | Q(fulfilments__fulfilment__created_at__gte=since))
    rows = in_time.values_list("pk", F("fulfilled_quantity") - F("returned_quantity")).distinct()
    return dict(rows)
