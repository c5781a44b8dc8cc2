"""What is the same in everything that programs send about products."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from catalog.programs.amounts import PriceField

MOST_MILLIMETRES = 100_000
MOST_GRAMS = 100_000_000
MOST_ON_HAND = 1_000_000
# As far as PostgreSQL counts rows.
LARGEST_NUMBER = 2**63 - 1


class NamedField(serializers.SlugRelatedField[Any]):
    """A row by a text that only it has."""

    def to_internal_value(self, data: object) -> Any:  # noqa: ANN401  # a row of whichever model
        return super().to_internal_value(serializers.CharField(max_length=200).run_validation(data))


class NumberField(serializers.IntegerField):
    """The number of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_NUMBER, **kwargs)


class PriceSerializer(StrictSerializer):
    """What something costs, and what it is compared with when that is a reduction."""

    price = PriceField()
    compare_at = PriceField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        require_reduction(attrs)
        return attrs


def require_reduction(attrs: Mapping[str, Any]) -> None:
    """Raise ValidationError unless the price is below the one that it is compared with."""
    price, compare_at = attrs.get("price"), attrs.get("compare_at")
    if compare_at is not None and (price is None or price.minor >= compare_at.minor):
        raise serializers.ValidationError(
            {"compare_at": [serializers.ErrorDetail("It must be above the price.", "not_a_reduction")]}
        )
