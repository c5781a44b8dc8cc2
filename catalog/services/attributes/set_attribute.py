"""Say something of a product under one of its attributes, or nothing any more."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.errors import AttributeRefused
from catalog.jobs import ring_mirror_relay
from catalog.models import Attribute, AttributeChoice, AttributeValue
from catalog.models.attributes import Value
from catalog.states import AttributeKind

# Where each kind's value is kept, and as what.
COLUMNS: dict[str, tuple[str, type]] = {
    AttributeKind.TEXT: ("text", str),
    AttributeKind.NUMBER: ("number", Decimal),
    AttributeKind.CHOICE: ("choice", AttributeChoice),
    AttributeKind.BOOLEAN: ("boolean", bool),
    AttributeKind.COLOUR: ("colour", str),
}


def set_attribute(*, product_id: int, attribute: Attribute, value: Value | None) -> None:
    """Let the product have this value; None or "" takes it away. What is said already is not said again.

    Colours are written like #a1b2c3. Raises AttributeRefused when the value is not of the attribute's kind, is
    another attribute's choice, or does not fit.
    """
    values = AttributeValue.objects.filter(product=product_id, attribute=attribute)
    if value is None or value == "":
        with transaction.atomic():
            values.delete()
            ring_mirror_relay()
        return
    attribute_value(product_id, attribute, value)
    column, _ = COLUMNS[attribute.kind]
    with transaction.atomic():
        AttributeValue.objects.update_or_create(
            product_id=product_id, attribute=attribute, defaults={column: value}
        )
        ring_mirror_relay()


def attribute_value(product_id: int, attribute: Attribute, value: Value) -> AttributeValue:
    """The row that says this, not yet written. Raises AttributeRefused as `set_attribute` does."""
    column, said_as = COLUMNS[attribute.kind]
    if not isinstance(value, said_as):
        raise AttributeRefused(
            f"“{attribute.name}” is of the kind “{attribute.get_kind_display()}”.", attribute.slug
        )
    if isinstance(value, AttributeChoice) and value.attribute_id != attribute.pk:
        raise AttributeRefused(f"“{attribute.name}” has no choice “{value.name}”.", attribute.slug)
    said = AttributeValue(product_id=product_id, attribute=attribute, **{column: value})
    try:
        # That rows are there which it points to, the database looks after; asking costs a query for each.
        said.clean_fields(exclude={"product", "attribute", "choice"})
    except ValidationError as error:
        raise AttributeRefused(f"“{attribute.name}”: {' '.join(error.messages)}", attribute.slug) from error
    return said
