"""How what was found looks in the API."""

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import MoneySerializer, ProductPageSerializer


class BandSerializer(serializers.Serializer[Any]):
    """Prices from `least` on and below `limit`, which is null in the dearest band."""

    least = MoneySerializer()
    limit = MoneySerializer(allow_null=True)
    products = serializers.IntegerField()


class ColourSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    products = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer[Any]):
    """What the products of the category are like, whatever else was asked."""

    available = serializers.IntegerField(help_text="How many can be bought now.")
    prices = BandSerializer(many=True, source="bands")
    colours = ColourSerializer(many=True)


class FoundPageSerializer(ProductPageSerializer):
    """A page of products. All but `items` and `next` stand there when anything was searched or filtered for."""

    previous = serializers.URLField(allow_null=True, required=False, help_text="The page before.")
    total = serializers.IntegerField(required=False, help_text="How many there are on all pages.")
    total_is_exact = serializers.BooleanField(required=False, help_text="Large totals are estimated.")
    searched = serializers.CharField(
        required=False, help_text="What was searched for; words mistyped are mended when nothing has them."
    )
    facets = FacetsSerializer(required=False, allow_null=True, help_text="When they were asked for.")
