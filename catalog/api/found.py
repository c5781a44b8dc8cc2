"""How what was found looks in the API."""

from typing import Any

from rest_framework import serializers

from accounts.programs.texts import InstantField
from catalog.api.serializers import ProductPageSerializer
from catalog.programs.amounts import MoneySerializer
from catalog.search.attributes.bands import NumberBand
from catalog.states import AttributeKind


class BandSerializer(serializers.Serializer[Any]):
    """Prices from `least` on and below `limit`, which is null in the dearest band."""

    least = MoneySerializer()
    limit = MoneySerializer(allow_null=True)
    products = serializers.IntegerField()


class NamedCountSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    products = serializers.IntegerField()


class SaidValueSerializer(serializers.Serializer[Any]):
    value = serializers.CharField(help_text="What to ask for. It stays when the name changes.")
    name = serializers.CharField()
    products = serializers.IntegerField()


class NumberBandSerializer(serializers.Serializer[NumberBand]):
    """Numbers from `least` on and below `limit`, which is null in the last band."""

    least = serializers.SerializerMethodField(help_text="Decimal digits.")
    limit = serializers.SerializerMethodField()
    products = serializers.IntegerField()

    def get_least(self, band: NumberBand) -> str:
        return f"{band.least:f}"

    def get_limit(self, band: NumberBand) -> str | None:
        return None if band.limit is None else f"{band.limit:f}"


class AttributeFacetSerializer(serializers.Serializer[Any]):
    """What is said under one attribute: `bands` of numbers, `values` of every other kind."""

    slug = serializers.CharField(source="filter.slug", help_text="Ask for it as attr.<slug>.")
    name = serializers.CharField(source="filter.name")
    kind = serializers.ChoiceField(source="filter.kind", choices=AttributeKind.choices)
    unit = serializers.CharField(source="filter.unit", help_text="Of numbers, such as cm; may be empty.")
    values = SaidValueSerializer(many=True)
    bands = NumberBandSerializer(many=True)


class OptionFacetSerializer(serializers.Serializer[Any]):
    """What products are sold in under one name, the most common first."""

    name = serializers.CharField(help_text="Ask for it as option.<name>.")
    values = NamedCountSerializer(many=True)


class FacetsSerializer(serializers.Serializer[Any]):
    """What the products of the category are like, whatever else was asked."""

    available = serializers.IntegerField(help_text="How many can be bought now.")
    prices = BandSerializer(many=True, source="bands")
    colours = NamedCountSerializer(many=True)
    options = OptionFacetSerializer(many=True, help_text="Colours stand apart, whatever they are options of.")
    attributes = AttributeFacetSerializer(many=True, help_text="Those to filter by, in the shop's order.")


class RemovedSerializer(serializers.Serializer[Any]):
    """That no product is on sale at this address any more."""

    slug = serializers.CharField()
    removed_at = InstantField()


class FoundPageSerializer(ProductPageSerializer):
    """A page of products. All but `items` and `next` stand there when anything was searched or filtered for.

    `removed` and `until` stand there when changes were asked for.
    """

    removed = RemovedSerializer(many=True, required=False, help_text="What is no longer on sale.")
    until = InstantField(
        required=False,
        help_text="Of the last page: what to ask for as `updated_since` next time. Some changes may come again.",
    )

    previous = serializers.URLField(allow_null=True, required=False, help_text="The page before.")
    total = serializers.IntegerField(required=False, help_text="How many there are on all pages.")
    total_is_exact = serializers.BooleanField(required=False, help_text="Large totals are estimated.")
    searched = serializers.CharField(
        required=False, help_text="What was searched for; words mistyped are mended when nothing has them."
    )
    facets = FacetsSerializer(required=False, allow_null=True, help_text="When they were asked for.")
