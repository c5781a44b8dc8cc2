"""What of an order went back to its buyer, and how much still can."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.tenancy import Actor
from catalog.money import Money
from orders.models import Order, Refund
from orders.queries.selling.merchant_lines import lines_of
from orders.states import REASONS_BESIDE_THE_ORDER, RefundState


@dataclass(frozen=True)
class RefundView:
    """Money on its way back, or back. `state` and `reason` are in words."""

    amount: Money
    reason: str
    note: str
    state: str
    is_pending: bool
    is_failed: bool
    who: str
    asked_at: datetime


@dataclass(frozen=True)
class RefundsView:
    """The refunds of what the actor may see, newest first, and how much they may still give back."""

    refunds: tuple[RefundView, ...]
    left: Money


def read_refunds(order: Order, actor: Actor, *, earned: int) -> RefundsView:
    """In one query. earned: what the actor's part of the order comes to, in minor units."""
    is_shop = getattr(actor, "is_superuser", False)
    own = lines_of(actor).filter(order=order).order_by().values("merchant")
    whose = Q() if is_shop else Q(merchant__in=own)
    refunds = list(order.refunds.filter(whose).select_related("created_by").order_by("-pk"))
    went = sum(refund.amount_minor for refund in refunds if _counts(refund))
    left = min(earned - went, order.total_minor - order.refunded_minor)
    return RefundsView(tuple(_view(refund) for refund in refunds), Money(max(left, 0), order.currency))


def _counts(refund: Refund) -> bool:
    return refund.state != RefundState.FAILED and refund.reason not in REASONS_BESIDE_THE_ORDER


def _state(refund: Refund) -> str:
    """Of what was taken off authorised money nothing goes back."""
    if not refund.is_released:
        return refund.get_state_display()
    return "Will not be charged" if refund.state == RefundState.PENDING else "Not charged"


def _view(refund: Refund) -> RefundView:
    return RefundView(
        amount=refund.amount,
        reason=refund.get_reason_display(),
        note=refund.note,
        state=_state(refund),
        is_pending=refund.state == RefundState.PENDING,
        is_failed=refund.state == RefundState.FAILED,
        who=refund.created_by.get_full_name() if refund.created_by else "",
        asked_at=refund.created_at,
    )
