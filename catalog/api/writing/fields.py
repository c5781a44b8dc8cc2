"""What is the same in everything that programs send about products."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.money import Money, parse_amount

MOST_MINOR = 10**12
MOST_MILLIMETRES = 100_000
MOST_GRAMS = 100_000_000
MOST_ON_HAND = 1_000_000


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses members that it does not know, so that a mistyped one is not taken for one left out."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401  # Django REST framework's signature
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError(
                    {
                        name: [serializers.ErrorDetail("There is no such field.", "unknown")]
                        for name in unknown
                    }
                )
        return super().to_internal_value(data)


class NamedField(serializers.SlugRelatedField[Any]):
    """A row by a text that only it has."""

    def to_internal_value(self, data: object) -> Any:  # noqa: ANN401  # a row of whichever model
        return super().to_internal_value(serializers.CharField(max_length=200).run_validation(data))


@extend_schema_field(OpenApiTypes.STR)
class PriceField(serializers.Field[Money, str, str, Any]):
    """An amount in major units of the shop's currency, as text so that it stays exact: "49.90"."""

    default_error_messages = {
        "not_text": "Write the amount as text, such as “49.90”.",
        "not_an_amount": "{reason}",
        "out_of_range": "No price is like that.",
    }

    def to_internal_value(self, data: object) -> Money:
        if not isinstance(data, str):
            self.fail("not_text")
        try:
            money = parse_amount(data, settings.SHOP_CURRENCY)
        except ValueError as error:
            self.fail("not_an_amount", reason=str(error))
        if not 0 <= money.minor <= MOST_MINOR:
            self.fail("out_of_range")
        return money


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
