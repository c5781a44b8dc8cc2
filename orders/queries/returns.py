"""What of an order comes back, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from orders.models import Return
from orders.states import ReturnState


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
    announced_at: datetime
    lines: tuple[ReturningLine, ...]


def read_returns(returns: QuerySet[Return]) -> tuple[ReturnView, ...]:
    """These returns in their order, in two queries."""
    rows = returns.select_related("merchant").prefetch_related("lines__line")
    return tuple(_view(row) for row in rows)


def _view(returned: Return) -> ReturnView:
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
        announced_at=returned.created_at,
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
