"""What programs say of a product under its attributes."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from rest_framework import serializers

from catalog.models import Attribute, AttributeChoice
from catalog.models.attributes import LONGEST_TEXT, Value
from catalog.states import AttributeKind

MOST_ATTRIBUTES = 100
LONGEST_NUMBER = 40


def attributes_in(body: object) -> dict[Attribute, Value | None]:
    """What a body such as {"material": "Oak", "height": "82.5", "colour": null} says: two queries.

    Numbers are text or whole numbers, choices are names. ValidationError names each member that is not like that.
    """
    said = _mapping(body)
    known = {row.slug: row for row in Attribute.objects.filter(slug__in=said)}
    choices = {
        (row.attribute_id, row.name): row
        for row in AttributeChoice.objects.filter(attribute__in=known.values(), name__in=_texts(said))
    }
    values: dict[Attribute, Value | None] = {}
    problems: dict[str, list[serializers.ErrorDetail]] = {}
    for slug, value in said.items():
        attribute = known.get(slug)
        if attribute is None:
            problems[slug] = [serializers.ErrorDetail("There is no such attribute.", "unknown")]
            continue
        try:
            values[attribute] = _value(attribute, value, choices)
        except ValueError as error:
            problems[slug] = [serializers.ErrorDetail(str(error), "invalid")]
    if problems:
        raise serializers.ValidationError(problems)
    return values


def _mapping(body: object) -> Mapping[str, Any]:
    fields = serializers.DictField(allow_empty=True)
    said: dict[str, Any] = fields.run_validation(body)
    if len(said) > MOST_ATTRIBUTES:
        raise serializers.ValidationError(f"At most {MOST_ATTRIBUTES} at a time.", "max_length")
    wrong = {
        name: [serializers.ErrorDetail("This is no text.", "invalid")]
        for name, value in said.items()
        if not _is_clean(name, value)
    }
    if wrong:
        raise serializers.ValidationError(wrong)
    return said


def _is_clean(*texts: object) -> bool:
    """Whether PostgreSQL can hold what of these is text: no NUL, no half of a surrogate pair."""
    whole = "".join(text for text in texts if isinstance(text, str))
    return "\0" not in whole and not any("\ud800" <= letter <= "\udfff" for letter in whole)


def _texts(said: Mapping[str, Any]) -> list[str]:
    return [value for value in said.values() if isinstance(value, str)]


def _value(
    attribute: Attribute, value: object, choices: Mapping[tuple[int, str], AttributeChoice]
) -> Value | None:
    """As the attribute's kind has it. ValueError."""
    if value is None:
        return None
    if attribute.kind == AttributeKind.BOOLEAN:
        if isinstance(value, bool):
            return value
        raise ValueError("Say true, false or null.")
    if attribute.kind == AttributeKind.NUMBER:
        return _number(value)
    if not isinstance(value, str) or not value or len(value) > LONGEST_TEXT:
        raise ValueError(f"Write a text of at most {LONGEST_TEXT} characters, or null.")
    if attribute.kind == AttributeKind.CHOICE:
        if (attribute.pk, value) not in choices:
            raise ValueError(f"There is no choice “{value}”.")
        return choices[attribute.pk, value]
    return value


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(  # noqa: TRY004  # of what was sent, not of the program
            "Write the number as text, such as “82.5”, so that it stays exact."
        )
    text = str(value)
    try:
        number = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise ValueError(f"“{text[:LONGEST_NUMBER]}” is no number.")
    return number
