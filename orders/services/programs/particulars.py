"""What a line of an order's story is about, by the names under which programs find it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from orders.models import Fulfilment, OrderEvent, Refund, Return

Facts = dict[str, object]


def particulars_of(event: OrderEvent) -> Facts:
    """Of a line that concerns one merchant, for that merchant's programs; one query where it is about a row.

    The story keeps primary keys, which open nothing over the API. A row that is not there any more is left out.
    """
    told: Facts = {}
    for name, value in event.data.items():
        told_of = ABOUT.get(name)
        if told_of is None:
            told[name] = value
        else:
            told |= told_of(value)
    return told


def _shipment(key: int) -> Facts:
    shipment = Fulfilment.objects.filter(pk=key).first()
    if shipment is None:
        return {}
    tracking = {"carrier": shipment.carrier, "tracking_number": shipment.tracking_number}
    return {"shipment": {"id": str(shipment.public_id), "number": shipment.number, **tracking}}


def _return(key: int) -> Facts:
    returned = Return.objects.filter(pk=key).first()
    if returned is None:
        return {}
    facts = {"number": returned.number, "state": returned.state, "reason": returned.reason}
    return {"return": {"id": str(returned.public_id), **facts}}


def _refund(key: int) -> Facts:
    refund = Refund.objects.filter(pk=key).first()
    if refund is None:
        return {}
    facts = {"amount": refund.amount.facts, "state": refund.state, "reason": refund.reason}
    return {"refund": {"id": str(refund.public_id), **facts}}


ABOUT: Mapping[str, Callable[[int], Facts]] = MappingProxyType(
    {"fulfilment": _shipment, "return": _return, "refund": _refund}
)
