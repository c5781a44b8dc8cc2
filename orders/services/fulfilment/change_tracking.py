"""Put right by whom a shipment is carried and how it is followed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import OrderNotFound
from orders.models import Fulfilment
from orders.queries.selling.merchant_lines import Seller, parcels_of, person
from orders.services.fulfilment.own_part import locked_order
from orders.services.fulfilment.tracking import checked_tracking
from orders.services.history import record
from orders.states import OrderEventKind


def change_tracking(  # noqa: PLR0913  # whose, what and by whom it is carried, each by name
    *,
    order_id: UUID,
    number: int,
    actor: Seller,
    carrier: str,
    tracking_number: str,
    tracking_url: str = "",
    now: datetime,
) -> Fulfilment:
    """Write anew how the shipment with this number of the order is followed. What is the same already changes nothing.

    OrderNotFound when it is not the actor's; ShipmentRefused, with the `field`, for what cannot be kept.
    """
    tracking = checked_tracking(carrier=carrier, number=tracking_number, url=tracking_url)
    with transaction.atomic():
        order = locked_order(order_id, actor)
        shipment = parcels_of(actor).filter(order=order, number=number).select_related("merchant").first()
        if shipment is None:
            raise OrderNotFound("There is no such shipment.")
        before = (shipment.carrier, shipment.tracking_number, shipment.tracking_url)
        if before == (tracking.carrier, tracking.number, tracking.url):
            return shipment
        shipment.carrier, shipment.tracking_number = tracking.carrier, tracking.number
        shipment.tracking_url = tracking.url
        shipment.save(update_fields=["carrier", "tracking_number", "tracking_url"])
        record(
            order,
            OrderEventKind.TRACKED,
            now=now,
            by=person(actor),
            merchant=shipment.merchant,
            data={"fulfilment": shipment.pk},
        )
    return shipment
