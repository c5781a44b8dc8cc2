"""What of an order comes back, what became of it, and what its buyer may still send back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from catalog.money import Money
from orders.models import Order, Refund, Return
from orders.queries.parcels.send_to import send_to
from orders.states import RefundState, ReturnState

# From the day on which the last piece of a line was shipped.
TIME_TO_RETURN = timedelta(days=30)


@dataclass(frozen=True)
class ReturningLine:
    """So many pieces of a line on their way back; `restocked` of them went back on the shelf."""

    line_id: int
    name: str
    sku: str
    quantity: int
    restocked: int


@dataclass(frozen=True)
class ReturnView:
    """`reason` and `state` in words; `note` is the buyer's and `answer` the merchant's, "" for nothing."""

    public_id: UUID
    number: int
    merchant: str
    reason: str
    note: str
    answer: str
    state: str
    is_waiting: bool
    is_refused: bool
    is_received: bool
    # What goes back for it, or went; None as long as nothing does.
    refund: Money | None
    announced_at: datetime
    # Where it is sent, line by line; empty while the merchant has said nothing of themselves.
    send_to: tuple[str, ...]
    lines: tuple[ReturningLine, ...]


def read_returns(returns: QuerySet[Return]) -> tuple[ReturnView, ...]:
    """These returns in their order, in four queries."""
    paid = Prefetch("refunds", queryset=Refund.objects.exclude(state=RefundState.FAILED))
    rows = returns.select_related("merchant__details").prefetch_related("lines__line", paid)
    return tuple(_view(row) for row in rows)


def _view(returned: Return) -> ReturnView:
    refund = next(iter(returned.refunds.all()), None)
    return ReturnView(
        public_id=returned.public_id,
        number=returned.number,
        merchant=returned.merchant.name,
        reason=returned.get_reason_display(),
        note=returned.note,
        answer=returned.answer,
        state=returned.get_state_display(),
        is_waiting=returned.state == ReturnState.REQUESTED,
        is_refused=returned.state == ReturnState.REFUSED,
        is_received=returned.state == ReturnState.RECEIVED,
        refund=refund.amount if refund else None,
        announced_at=returned.created_at,
        send_to=send_to(returned.merchant),
        lines=tuple(
            ReturningLine(each.line_id, each.line.name, each.line.sku, each.quantity, each.restocked)
            for each in returned.lines.all()
        ),
    )


def is_announced(order_id: UUID, return_key: str) -> bool:
    """Whether something of the order with this public id was announced under the key that a form sent."""
    try:
        key = UUID(return_key)
    except ValueError:
        return False
    return Return.objects.filter(order__public_id=order_id, return_key=key).exists()


def can_be_returned(order: Order, *, now: datetime) -> dict[int, int]:
    """How many of which lines, by primary key, were shipped in time and are neither back nor announced."""
    since = now - TIME_TO_RETURN
    shipped = order.lines.filter(fulfilled_quantity__gt=F("returned_quantity")).order_by()
    # A line that a release without shipments shipped has only the time at which it did.
    in_time = shipped.filter(Q(shipped_at__gte=since) | Q(fulfilments__fulfilment__created_at__gte=since))
    rows = in_time.values_list("pk", F("fulfilled_quantity") - F("returned_quantity")).distinct()
    return dict(rows)
