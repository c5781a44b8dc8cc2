"""What of an order went back to its buyer, and how much still can."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.tenancy import Actor
from catalog.money import Money
from orders.models import Order, PaymentEvent, Refund
from orders.queries.selling.merchant_lines import lines_of
from orders.states import REASONS_BESIDE_THE_ORDER, PaymentEventKind, RefundState


@dataclass(frozen=True)
class RefundView:
    """Money on its way back, or back. `state` and `reason` are in words."""

    amount: Money
    reason: str
    note: str
    state: str
    is_pending: bool
    is_failed: bool
    # Whether nobody has asked for it anew since it failed; and why it did, in the provider's words.
    is_left: bool
    failure: str
    # Since when the provider is asked, where it has not answered for a day.
    silent_since: datetime | None
    # Since when it is under way, where that is three days ago; and the provider's own name of it.
    under_way_since: datetime | None
    reference: str
    who: str
    asked_at: datetime
    # By which it is found at its payment provider.
    public_id: UUID
    gateway: str


@dataclass(frozen=True)
class RefundsView:
    """The refunds of what the actor may see, newest first, and how much they may still give back."""

    refunds: tuple[RefundView, ...]
    left: Money


def read_refunds(order: Order, actor: Actor, *, earned: int, by_shop: int) -> RefundsView:
    """In one query. earned: what the actor's part of the order comes to, by_shop: what of that went back with refunds that are
    nobody's part, in minor units."""
    is_shop = getattr(actor, "is_superuser", False)
    own = lines_of(actor).filter(order=order).order_by().values("merchant")
    whose = Q() if is_shop else Q(merchant__in=own)
    refunds = list(
        _with_what_waits(order).filter(whose).select_related("created_by", "payment").order_by("-pk")
    )
    went = sum(refund.amount_minor for refund in refunds if _counts(refund))
    left = min(earned - went - (0 if is_shop else by_shop), order.total_minor - order.refunded_minor)
    return RefundsView(tuple(_view(refund) for refund in refunds), Money(max(left, 0), order.currency))


def given_back_by_the_shop(path: str = "") -> Q:
    """Of refund lines, to which `path` leads: those of refunds that are nobody's part alone, and stand. Whoever runs the shop
    named lines of several merchants, or gave back more than those came to."""
    nobodys = Q(**{f"{path}refund__merchant": None})
    failed = Q(**{f"{path}refund__state": RefundState.FAILED})
    beside = Q(**{f"{path}refund__reason__in": REASONS_BESIDE_THE_ORDER})
    return nobodys & ~failed & ~beside


def _with_what_waits(order: Order) -> QuerySet[Refund]:
    """The order's refunds with `is_silent`, `is_late` and `is_left`, and when the money came that they give back: before that
    providers are asked for nothing."""
    same = Refund.objects.filter(pk=OuterRef("pk")).order_by()
    came = PaymentEvent.objects.filter(payment=OuterRef("payment"), kind=PaymentEventKind.SUCCEEDED)
    return order.refunds.annotate(
        is_silent=Exists(same.not_answered()),
        is_late=Exists(same.under_way_for_long()),
        is_left=Exists(same.failed_for_good()),
        came_at=Subquery(came.order_by("received_at").values("received_at")[:1]),
    )


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
        is_left=refund.is_left,  # type: ignore[attr-defined]  # annotated by _with_what_waits
        failure=refund.failure,
        silent_since=_since(refund) if refund.is_silent else None,  # type: ignore[attr-defined]  # as above
        under_way_since=_since(refund) if refund.is_late else None,  # type: ignore[attr-defined]  # as above
        reference=refund.reference,
        who=refund.created_by.get_full_name() if refund.created_by else "",
        asked_at=refund.created_at,
        public_id=refund.public_id,
        gateway=refund.payment.gateway,
    )


def _since(refund: Refund) -> datetime:
    """When its provider was first asked for it."""
    came_at: datetime | None = refund.came_at  # type: ignore[attr-defined]  # as above
    return max(refund.created_at, came_at or refund.created_at)
