"""Amounts of money in JSON, as they are told and as they are sent."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.money import Money, parse_amount

MOST_MINOR = 10**12


class MoneySerializer(serializers.Serializer[Money]):
    """An amount of money, exactly, in two notations."""

    amount = serializers.SerializerMethodField(help_text="Decimal, in major units: 49.90")
    minor = serializers.IntegerField(help_text="Whole minor units: 4990")
    currency = serializers.CharField(help_text="ISO 4217: EUR")

    def get_amount(self, money: Money) -> str:
        return str(money.facts["amount"])


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
