"""The facts of a credit note: what a refund takes back from a merchant's invoice."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from orders.models import Invoice, OrderEvent, Refund
from orders.services.invoices.compose import parts_of
from orders.services.invoices.paper import Paper, PaperLine, paper_from_json
from orders.services.invoices.shares import share
from orders.states import REASONS_BESIDE_THE_ORDER, OrderEventKind, RefundReason

# Event -> whose part it is, None for nobody's alone, and how much.
Given = Mapping[int, tuple[int | None, int]]


def compose_credit_note(event: OrderEvent, invoice: Invoice, now: datetime) -> Paper:
    """Between the same two as the invoice, in one line that says why. Its total is 0 when none of it is theirs."""
    refund = Refund.objects.get(pk=event.data["refund"])
    minor = credited(parts_of(event.order), _given(event))[event.pk].get(invoice.merchant_id, 0)
    words = f"Refund of order {event.order.number}: {RefundReason(refund.reason).label}"
    return replace(
        paper_from_json(invoice.data),
        issued_on=now.date().isoformat(),
        lines=(PaperLine(words, "", 1, minor, minor),),
        sums=(),
        taxes_within=(),
        total_minor=minor,
        corrects=(invoice.name, invoice.issued_at.date().isoformat()),
    )


def credited(parts: Mapping[int, int], given: Given) -> dict[int, dict[int, int]]:
    """What each refund takes back from whom, in minor units by event and merchant.

    parts: what each merchant's invoice comes to. What is nobody's part alone is shared out by what is left of each
    at that time, so however refunds are mixed, nobody gives back more than their invoice while others have something left.
    It follows from the order and the refunds before it, and from nothing that was written meanwhile.
    """
    left = dict(parts)
    taken: dict[int, dict[int, int]] = {}
    for event_id, (merchant_id, minor) in sorted(given.items()):
        if merchant_id is None:
            weights = [max(one, 0) for one in left.values()]
            taken[event_id] = dict(zip(left, share(minor, weights), strict=True))
        else:
            taken[event_id] = {merchant_id: minor}
        for one, amount in taken[event_id].items():
            left[one] -= amount
    return taken


def _given(event: OrderEvent) -> Given:
    """The refunds of the order up to this one that take something from invoices."""
    events: Iterable[OrderEvent] = OrderEvent.objects.filter(
        order=event.order_id, kind=OrderEventKind.REFUNDED, pk__lte=event.pk
    )
    told = {one.data["refund"]: one for one in events}
    refunds = Refund.objects.filter(pk__in=told).exclude(reason__in=REASONS_BESIDE_THE_ORDER)
    return {
        told[refund.pk].pk: (refund.merchant_id, refund.amount_minor) for refund in refunds.order_by("pk")
    }
