"""What happened to an order, in words, as far as it concerns whoever reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.tenancy import Actor
from catalog.money import Money
from orders.carriers import carrier_name
from orders.models import Fulfilment, Order, OrderEvent, Return
from orders.queries.happenings import what_happened
from orders.queries.selling.merchant_lines import lines_of
from orders.states import OrderEventKind

# Of money that must be looked at, only whoever runs the shop learns.
FOR_THE_SHOP = frozenset({OrderEventKind.PAYMENT_HELD})


@dataclass(frozen=True)
class Told:
    """One thing that happened. `who` is "" where nobody did it by hand, `detail` where there is nothing to add."""

    kind: OrderEventKind
    what: str
    detail: str
    who: str
    happened_at: datetime


def read_story(order: Order, actor: Actor) -> tuple[Told, ...]:
    """From the first to the last, in three queries: what concerns the actor's merchants or the whole order."""
    events = order.events.select_related("user", "merchant").order_by("pk")
    is_shop = getattr(actor, "is_superuser", False)
    if not is_shop:
        own = lines_of(actor).filter(order=order).order_by().values("merchant")
        events = events.exclude(kind__in=FOR_THE_SHOP).filter(Q(merchant=None) | Q(merchant__in=own))
    found = list(events)
    named = {**_shipments(found), **_returns(found)}
    return tuple(_told(event, order, named, is_shop=is_shop) for event in found)


def _told(event: OrderEvent, order: Order, named: dict[tuple[str, int], str], *, is_shop: bool) -> Told:
    return Told(
        kind=OrderEventKind(event.kind),
        what=what_happened(OrderEventKind(event.kind), event.data),
        detail=_detail(event, order.currency, named, is_shop=is_shop),
        who=_who(event, order, is_shop=is_shop),
        happened_at=event.happened_at,
    )


def _who(event: OrderEvent, order: Order, *, is_shop: bool) -> str:
    """Merchants read the names of their own people and of the buyer; who works for another one is not theirs to know."""
    if event.user is None:
        return ""
    is_told = is_shop or event.merchant_id is not None or event.user_id == order.user_id
    if is_told:
        return event.user.get_full_name()
    return "The shop" if event.user.is_superuser else ""


def _detail(event: OrderEvent, currency: str, named: dict[tuple[str, int], str], *, is_shop: bool) -> str:
    """What others earn with an order stays theirs to know: sums of the whole order are told to the shop alone."""
    for name in ("fulfilment", "return"):
        if isinstance(event.data.get(name), int):
            return named.get((name, event.data[name]), "")
    if isinstance(event.data.get("amount_minor"), int):
        return _of_money(event, currency, is_shop=is_shop)
    if event.kind == OrderEventKind.INVOICED:
        return str(event.data.get("name", ""))
    if event.kind == OrderEventKind.NOTE:
        return str(event.data.get("text", ""))
    return ", ".join(event.data.get("skus", ()))


def _of_money(event: OrderEvent, currency: str, *, is_shop: bool) -> str:
    """How much, for which return, and how many pieces it keeps here."""
    is_told = is_shop or event.merchant_id is not None
    money = Money(event.data["amount_minor"], event.data.get("currency", currency))
    amount = money.format() if is_told else ""
    returned, withdrawn = event.data.get("returned"), event.data.get("withdrawn")
    parts = (amount, returned and f"return {returned}", withdrawn and f"{withdrawn} not shipped")
    return ", ".join(part for part in parts if part)


def _ids(events: Iterable[OrderEvent], name: str) -> list[int]:
    return [event.data[name] for event in events if isinstance(event.data.get(name), int)]


def _shipments(events: Iterable[OrderEvent]) -> dict[tuple[str, int], str]:
    rows = Fulfilment.objects.filter(pk__in=_ids(events, "fulfilment"))
    return {("fulfilment", row.pk): _shipment(row) for row in rows}


def _shipment(fulfilment: Fulfilment) -> str:
    parts = (carrier_name(fulfilment.carrier), fulfilment.tracking_number)
    return ", ".join([f"Shipment {fulfilment.number}", *(part for part in parts if part)])


def _returns(events: Iterable[OrderEvent]) -> dict[tuple[str, int], str]:
    rows = Return.objects.filter(pk__in=_ids(events, "return"))
    return {("return", row.pk): f"Return {row.number}" for row in rows}
