"""How a merchant's own products look to its programs, out of PostgreSQL."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.programs.texts import InstantField
from catalog.api.writing.told_media import OwnMediaSerializer, WantedPictureSerializer
from catalog.models import (
    AttributeChoice,
    AttributeValue,
    OptionValue,
    Price,
    Product,
    ProductOption,
    Variant,
)
from catalog.models.offers import StockAtPlace, by_place
from catalog.money import Money
from catalog.programs.amounts import MoneySerializer
from catalog.states import ProductState


class OwnPriceSerializer(serializers.Serializer[Price]):
    """A price that holds now or later; without a beginning it has always held, without an end it holds for good."""

    id = serializers.IntegerField()
    price = serializers.SerializerMethodField()
    compare_at = serializers.SerializerMethodField()
    starts_at = InstantField(source="valid.lower", allow_null=True)
    ends_at = InstantField(source="valid.upper", allow_null=True)
    is_current = serializers.BooleanField()

    @extend_schema_field(MoneySerializer)
    def get_price(self, price: Price) -> dict[str, Any]:
        return MoneySerializer(Money(price.amount_minor, price.currency)).data

    @extend_schema_field(MoneySerializer(allow_null=True))
    def get_compare_at(self, price: Price) -> dict[str, Any] | None:
        if price.compare_at_minor is None:
            return None
        return MoneySerializer(Money(price.compare_at_minor, price.currency)).data


class OwnStockSerializer(serializers.Serializer[StockAtPlace]):
    location = serializers.CharField(source="location.name")
    on_hand = serializers.IntegerField()
    allocated = serializers.IntegerField(help_text="Promised to orders that have not left the house.")
    available = serializers.IntegerField()


class OwnValueSerializer(serializers.Serializer[OptionValue]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    material_variant = serializers.CharField()
    swatch = serializers.CharField()


class OwnOptionSerializer(serializers.Serializer[ProductOption]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    values = OwnValueSerializer(many=True)


class OwnVariantSerializer(serializers.Serializer[Variant]):
    id = serializers.IntegerField()
    sku = serializers.CharField()
    gtin = serializers.CharField()
    mpn = serializers.CharField()
    name = serializers.CharField()
    position = serializers.IntegerField()
    material_variant = serializers.CharField()
    swatch = serializers.CharField()
    width_mm = serializers.IntegerField(allow_null=True)
    depth_mm = serializers.IntegerField(allow_null=True)
    height_mm = serializers.IntegerField(allow_null=True)
    weight_g = serializers.IntegerField(allow_null=True)
    is_offered = serializers.BooleanField(source="is_active")
    options = serializers.SerializerMethodField(
        help_text="The names of its values by those of the product's options."
    )
    prices = serializers.SerializerMethodField(
        help_text="In the shop's currency, those in force now and those to come, by time."
    )
    stock = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_options(self, variant: Variant) -> dict[str, str]:
        return {chosen.option.name: chosen.value.name for chosen in variant.chosen_values.all()}

    @extend_schema_field(OwnStockSerializer(many=True))
    def get_stock(self, variant: Variant) -> list[Any]:
        return [OwnStockSerializer(place).data for place in by_place(variant.stock.all())]

    @extend_schema_field(OwnPriceSerializer(many=True))
    def get_prices(self, variant: Variant) -> list[Any]:
        rows = [price for price in variant.prices.all() if price.currency == settings.SHOP_CURRENCY]
        return [OwnPriceSerializer(price).data for price in rows]


class OwnProductSerializer(serializers.Serializer[Product]):
    """A product in any state. `version` is its ETag, and grows with every change; stock is not part of it."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ProductState.choices)
    version = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    tagline = serializers.CharField()
    description = serializers.CharField()
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()
    language = serializers.CharField(help_text="Of its words, as a BCP 47 tag.")
    category = serializers.CharField(source="category.slug")
    type = serializers.SerializerMethodField(help_text="The name of its product type, or null.")
    tax_class = serializers.SerializerMethodField(
        help_text="The code of its tax class; null is the standard."
    )
    model = serializers.IntegerField(source="asset_id", allow_null=True, help_text="Of the 3D model.")
    created_at = InstantField()
    published_at = InstantField(allow_null=True)
    publish_at = InstantField(allow_null=True)
    schedule_note = serializers.CharField(help_text="Why it did not go on sale when it was due.")
    attributes = serializers.SerializerMethodField(help_text="What is said of it, by the attribute's slug.")
    collections = serializers.SerializerMethodField(
        help_text="The addresses of the merchant's collections that it is in."
    )
    media = OwnMediaSerializer(many=True, help_text="Its pictures and videos, in their order.")
    wanted_pictures = WantedPictureSerializer(
        many=True, help_text="Pictures that are still to be fetched, and those that could not be."
    )
    options = OwnOptionSerializer(many=True)
    variants = OwnVariantSerializer(many=True)

    def get_type(self, product: Product) -> str | None:
        return product.product_type.name if product.product_type else None

    def get_tax_class(self, product: Product) -> str | None:
        return product.tax_class.code if product.tax_class else None

    def get_collections(self, product: Product) -> list[str]:
        return [collection.slug for collection in product.collections.all()]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_attributes(self, product: Product) -> dict[str, object]:
        return {row.attribute.slug: _plain(row) for row in product.attribute_values.all()}


class OwnProductPageSerializer(serializers.Serializer[Any]):
    """A page of the merchant's products, newest first."""

    items = OwnProductSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next page; also in the Link header.")


class RowProblemSerializer(serializers.Serializer[Any]):
    place = serializers.CharField(help_text="A JSON pointer into what was sent.")
    code = serializers.CharField()
    detail = serializers.CharField()


class TakenRowSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField()
    result = serializers.ChoiceField(
        choices=["done", "repeated", "refused"],
        help_text="repeated: it was booked before under this reference, and nothing changed.",
    )
    problems = RowProblemSerializer(many=True, help_text="Why the row was refused; the others are taken.")


class TakenRowsSerializer(serializers.Serializer[Any]):
    """What became of each row, in the order in which they were sent."""

    rows = TakenRowSerializer(many=True)
    refused = serializers.IntegerField(help_text="How many of the rows.")


def _plain(row: AttributeValue) -> object:
    """As JSON has it: numbers as text, so that they stay exact; choices by name."""
    value = row.value
    if isinstance(value, AttributeChoice):
        return value.name
    return value if isinstance(value, bool | None) else str(value)
