"""What of an order left the house, and how it is followed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from orders.carriers import carrier_name
from orders.models import Fulfilment


@dataclass(frozen=True)
class Packed:
    """So many pieces of a line, in the words of the order."""

    line_id: int
    name: str
    sku: str
    quantity: int


@dataclass(frozen=True)
class Shipment:
    """`carrier`, `tracking_number` and `tracking_url` are "" where nobody said. `number` counts within the order."""

    public_id: UUID
    number: int
    merchant: str
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    contents: tuple[Packed, ...]


def read_shipments(fulfilments: QuerySet[Fulfilment]) -> tuple[Shipment, ...]:
    """These shipments in their order, in two queries."""
    rows: Iterable[Fulfilment] = fulfilments.select_related("merchant").prefetch_related("lines__line")
    return tuple(_shipment(row) for row in rows)


def _shipment(fulfilment: Fulfilment) -> Shipment:
    return Shipment(
        public_id=fulfilment.public_id,
        number=fulfilment.number,
        merchant=fulfilment.merchant.name,
        carrier=carrier_name(fulfilment.carrier),
        tracking_number=fulfilment.tracking_number,
        tracking_url=fulfilment.tracking_url,
        shipped_at=fulfilment.created_at,
        contents=tuple(
            Packed(packed.line_id, packed.line.name, packed.line.sku, packed.quantity)
            for packed in fulfilment.lines.all()
        ),
    )
