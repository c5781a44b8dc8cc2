"""The facts of a credit note: what a refund takes back from a merchant's invoice."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from django.utils import timezone

from orders.models import Invoice, OrderEvent, Refund
from orders.queries.parts import parts_of
from orders.services.invoices.compose import rates_of, tax_words
from orders.services.invoices.paper import Paper, PaperLine, Sum, paper_from_json
from orders.services.invoices.rates import SHIPPING, Credit, Entry, credit_of
from orders.services.invoices.shares import share
from orders.states import REASONS_BESIDE_THE_ORDER, OrderEventKind, RefundReason

NOTHING_FAILED: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class Given:
    """What a refund gives back in minor units: of whose part how much, and how much that is nobody's alone."""

    own: Mapping[int, int]
    shared: int = 0

    @property
    def minor(self) -> int:
        return sum(self.own.values()) + self.shared


def compose_credit_note(event: OrderEvent, invoice: Invoice, now: datetime) -> Paper | None:
    """Between the same two as the invoice: the lines that go back, and tax as the invoice had it, by rate.

    What takes back an invoice as a whole has its lines. None when nothing of the refund is theirs, or all of it was credited
    before, for a refund that has failed since.
    """
    refunds, failed = _refunds_until(event)
    given = {event_id: _given(refund) for event_id, refund in refunds.items()}
    parts = {whose: part.total_minor for whose, part in parts_of(event.order).items()}
    credits = {
        event_id: by_merchant.get(invoice.merchant_id, 0)
        for event_id, by_merchant in credited(parts, given, failed).items()
    }
    if not credits[event.pk]:
        return None
    corrected = paper_from_json(invoice.data)
    paper = replace(
        corrected,
        issued_on=timezone.localdate(now).isoformat(),
        corrects=(invoice.name, corrected.issued_on),
    )
    if credits[event.pk] == paper.total_minor:
        return paper
    entries = {
        event_id: _entries(refunds[event_id], invoice.merchant_id, minor)
        for event_id, minor in sorted(credits.items())
    }
    now_credited = entries.pop(event.pk)
    credit = credit_of(rates_of(event.order, invoice.merchant_id), entries.values(), now_credited)
    return _written(paper, now_credited, credit, prices_include_tax=event.order.prices_include_tax)


def credited(
    parts: Mapping[int, int], given: Mapping[int, Given], failed: Mapping[int, int] = NOTHING_FAILED
) -> dict[int, dict[int, int]]:
    """What is credited for each refund by whom, in minor units by event and merchant.

    parts: what each merchant's invoice comes to. failed: by the event of its failure, the event of a refund that failed after
    it had succeeded. Its credit notes stay, so a later refund is credited only as far as more goes back than was ever credited:
    what is credited of an invoice is the most that was with the buyer at any time. It follows from the order and the refunds
    before it, and from nothing that was written meanwhile.
    """
    left, noted = dict(parts), dict.fromkeys(parts, 0)
    taken: dict[int, dict[int, int]] = {}
    credits: dict[int, dict[int, int]] = {}
    for event_id in sorted({*given, *failed}):
        if event_id in failed:
            for whose, minor in taken[failed[event_id]].items():
                left[whose] += minor
            continue
        taken[event_id] = _shared_out(given[event_id], left)
        credits[event_id] = {}
        for whose, minor in taken[event_id].items():
            left[whose] -= minor
            credits[event_id][whose] = max(parts[whose] - left[whose] - noted[whose], 0)
            noted[whose] += credits[event_id][whose]
    return credits


def _shared_out(given: Given, left: Mapping[int, int]) -> dict[int, int]:
    """What is nobody's part alone, or is more than what is left of theirs, by what is left of each: however refunds are mixed,
    nobody gives back more than their invoice."""
    own = {whose: min(given.own.get(whose, 0), minor) for whose, minor in left.items()}
    others = [left[whose] - own[whose] for whose in left]
    rest = share(min(given.minor - sum(own.values()), sum(others)), others)
    return {whose: minor + more for (whose, minor), more in zip(own.items(), rest, strict=True)}


def _refunds_until(event: OrderEvent) -> tuple[dict[int, Refund], dict[int, int]]:
    """The refunds of the order up to this one that take something from invoices, by the event that told of them; and by
    the event of its failure that of each that failed afterwards, up to this one."""
    events = OrderEvent.objects.filter(order=event.order_id, pk__lte=event.pk).order_by("pk")
    told = dict(events.filter(kind=OrderEventKind.REFUNDED).values_list("data__refund", "pk"))
    ended = events.filter(kind=OrderEventKind.REFUND_FAILED).values_list("pk", "data__refund")
    chosen = Refund.objects.filter(pk__in=told).exclude(reason__in=REASONS_BESIDE_THE_ORDER)
    rows = chosen.order_by("pk").select_related("order").prefetch_related("lines__line")
    refunds = {told[refund.pk]: refund for refund in rows}
    failed = {failure: told[refund] for failure, refund in ended if told.get(refund) in refunds}
    return refunds, failed


def _given(refund: Refund) -> Given:
    if refund.merchant_id is not None:
        return Given({refund.merchant_id: refund.amount_minor})
    own: dict[int, int] = defaultdict(int)
    for each in refund.lines.all():
        own[each.line.merchant_id] += each.amount_minor
    return Given(own, refund.amount_minor - sum(own.values()))


def _entries(refund: Refund, merchant_id: int, minor: int) -> list[Entry]:
    """The lines of the merchant's that go back, and what goes back beyond them: shipping, or an amount for some reason."""
    own = [each for each in refund.lines.all() if each.line.merchant_id == merchant_id]
    of_lines = [each.amount_minor for each in own]
    amounts = share(min(minor, sum(of_lines)), of_lines) if own else []
    entries = [
        Entry(each.line.name, each.line.sku, each.quantity, amount, tax_words(each.line.tax_rate))
        for each, amount in zip(own, amounts, strict=True)
    ]
    words = f"Refund of order {refund.order.number}: {RefundReason(refund.reason).label}"
    rest = Entry(words, "", 1, minor - sum(amounts), None)
    if own:
        rest = replace(rest, name=refund.order.shipping_method, first=SHIPPING)
    return [entry for entry in (*entries, rest) if entry.minor]


def _written(paper: Paper, entries: list[Entry], credit: Credit, *, prices_include_tax: bool) -> Paper:
    """Lines as on the invoice: with tax where prices include it, otherwise without, and tax below them."""
    taxes = tuple(Sum(words, minor) for words, minor in credit.taxes.items() if minor)
    amounts = [entry.minor for entry in entries] if prices_include_tax else credit.net()
    return replace(
        paper,
        lines=tuple(_line(entry, minor) for entry, minor in zip(entries, amounts, strict=True)),
        sums=() if prices_include_tax else taxes,
        taxes_within=taxes if prices_include_tax else (),
        total_minor=sum(entry.minor for entry in entries),
    )


def _line(entry: Entry, minor: int) -> PaperLine:
    """Pieces that cannot be priced alike are one thing."""
    if minor % entry.quantity:
        return PaperLine(f"{entry.quantity} \u00d7 {entry.name}", entry.sku, 1, minor, minor)
    return PaperLine(entry.name, entry.sku, entry.quantity, minor // entry.quantity, minor)
