"""Take back what was announced, or refuse to."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from catalog.services.adjust_stock import adjust_stock, lock_places
from catalog.states import StockReason
from orders.errors import OrderNotFound, ReturnRefused, StateConflict
from orders.models import Allocation, Order, OrderLine, Return, ReturnLine
from orders.queries.selling.merchant_lines import Seller, person, returns_of
from orders.services.history import record
from orders.states import RETURN_MOVES, OrderEventKind, ReturnState, states_before

_TOLD = {
    ReturnState.RECEIVED: OrderEventKind.RETURN_RECEIVED,
    ReturnState.REFUSED: OrderEventKind.RETURN_REFUSED,
}


def receive_return(
    *, return_id: UUID, actor: Seller, restocked: Mapping[int, int], now: datetime, answer: str = ""
) -> Return:
    """Note that a return has come, once, and put pieces of it back into stock: order line -> pieces, of others none.

    They go where the line came from. answer: a sentence for the buyer. OrderNotFound when it is not the actor's;
    ReturnRefused, with the `line`, when it was decided before or more are restocked than came. Then nothing has changed.
    """
    with transaction.atomic():
        returned = _locked(return_id, actor)
        lines = list(returned.lines.select_related("line"))
        _require_came(lines, restocked)
        _decide(returned, ReturnState.RECEIVED, actor, answer, now)
        for line in lines:
            ReturnLine.objects.filter(pk=line.pk).update(restocked=restocked.get(line.line_id, 0))
        reference = f"order {returned.order.number}, return {returned.number}"
        _restock([line.line for line in lines if restocked.get(line.line_id)], restocked, reference, actor)
    return returned


def refuse_return(*, return_id: UUID, actor: Seller, now: datetime, answer: str = "") -> Return:
    """Refuse a return, once; its pieces may be announced anew. `answer` is a sentence for the buyer.

    OrderNotFound when it is not the actor's; ReturnRefused when it was decided before.
    """
    with transaction.atomic():
        returned = _locked(return_id, actor)
        _decide(returned, ReturnState.REFUSED, actor, answer, now)
        for line in returned.lines.all():
            rows = OrderLine.objects.filter(pk=line.line_id, returned_quantity__gte=line.quantity)
            if not rows.update(returned_quantity=F("returned_quantity") - line.quantity):
                raise StateConflict(f"Line {line.line_id} has not {line.quantity} on their way back.")
    return returned


def _locked(return_id: UUID, actor: Seller) -> Return:
    """The return, with its order locked: whatever happens to pieces of an order queues up there."""
    returned = returns_of(actor).filter(public_id=return_id).select_related("order", "merchant").first()
    if returned is None:
        raise OrderNotFound("There is no such return.")
    Order.objects.select_for_update(no_key=True).get(pk=returned.order_id)
    return returned


def _require_came(lines: list[ReturnLine], restocked: Mapping[int, int]) -> None:
    came = {line.line_id: line.quantity for line in lines}
    for line_id, quantity in restocked.items():
        if line_id not in came:
            raise OrderNotFound("There is no such line in this return.", line=line_id)
        if not 0 <= quantity <= came[line_id]:
            raise ReturnRefused(f"Of this {came[line_id]} came back.", line=line_id)


def _decide(returned: Return, target: ReturnState, actor: Seller, answer: str, now: datetime) -> None:
    waiting = Return.objects.filter(pk=returned.pk, state__in=states_before(target, RETURN_MOVES))
    if not waiting.update(state=target, answer=answer, decided_at=now):
        raise ReturnRefused("This return was decided before.")
    returned.state, returned.answer, returned.decided_at = target, answer, now
    record(
        returned.order,
        _TOLD[target],
        now=now,
        by=person(actor),
        merchant=returned.merchant,
        data={"return": returned.pk},
    )


def _restock(lines: list[OrderLine], pieces: Mapping[int, int], reference: str, actor: Seller) -> None:
    """Where each line came from. All rows are locked first, in primary-key order as everything that moves stock takes them."""
    drawn = Allocation.objects.filter(line__in=lines).order_by("-stock")
    places = dict(drawn.values_list("line", "stock__location"))
    lock_places((line.variant_id, places.get(line.pk)) for line in lines)
    who = person(actor)
    for line in lines:
        adjust_stock(
            variant_id=line.variant_id,
            by=pieces[line.pk],
            reason=StockReason.RETURNED,
            location_id=places.get(line.pk),
            reference=reference,
            actor_id=who.pk if who else None,
        )
