"""Say several things of a product at once."""

from collections.abc import Mapping

from django.db import transaction

from catalog.models import Attribute
from catalog.models.attributes import Value
from catalog.services.attributes.set_attributes import set_attributes
from catalog.services.editing.hold_product import Versions, hold_product


def write_attributes(
    *, product_id: int, merchant_id: int, versions: Versions, values: Mapping[Attribute, Value | None]
) -> None:
    """All of them or none; None takes away. Raises OwnProductNotFound, VersionMismatch, AttributeRefused."""
    with transaction.atomic():
        hold_product(product_id=product_id, merchant_id=merchant_id, versions=versions)
        set_attributes(product_id=product_id, values=values)
