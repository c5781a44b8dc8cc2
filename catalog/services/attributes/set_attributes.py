"""Say several things of a product at once."""

from collections.abc import Mapping

from django.db import transaction

from catalog.jobs import ring_mirror_relay
from catalog.models import Attribute, AttributeValue
from catalog.models.attributes import Value
from catalog.services.attributes.set_attribute import COLUMNS, attribute_value

FIELDS = [column for column, _ in COLUMNS.values()]


def set_attributes(*, product_id: int, values: Mapping[Attribute, Value | None]) -> None:
    """Let the product have these values, as `set_attribute` does for each, in two statements and one version.

    Raises AttributeRefused, and nothing is changed, when one of them cannot be.
    """
    taken_away = [attribute for attribute, value in values.items() if value in {None, ""}]
    said = [
        attribute_value(product_id, attribute, value)
        for attribute, value in values.items()
        if value is not None and value != ""
    ]
    with transaction.atomic():
        AttributeValue.objects.filter(product=product_id, attribute__in=taken_away).delete()
        AttributeValue.objects.bulk_create(
            said, update_conflicts=True, unique_fields=["product", "attribute"], update_fields=FIELDS
        )
        ring_mirror_relay()
