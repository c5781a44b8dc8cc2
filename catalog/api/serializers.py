"""How products look in the API. They are only read here, out of the views of the mirror."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.programs.texts import InstantField
from catalog.mirror.read import MAX_LIMIT
from catalog.mirror.view import AttributeView, ProductView, VariantView
from catalog.programs.amounts import MoneySerializer
from catalog.states import AttributeKind

DEFAULT_LIMIT = 24


class ListingQuery(serializers.Serializer[Any]):
    """What a listing can be asked."""

    category = serializers.SlugField(required=False, max_length=60, help_text="The slug of a category.")
    cursor = serializers.CharField(
        default="", max_length=200, help_text="Out of `next` of the page before; none for the first page."
    )
    limit = serializers.IntegerField(default=DEFAULT_LIMIT, min_value=1, max_value=MAX_LIMIT)


class ReductionSerializer(serializers.Serializer[Any]):
    """What a reduced price is compared with."""

    compare_at = MoneySerializer(help_text="What the variant costs otherwise.")
    prior_lowest = MoneySerializer(
        allow_null=True,
        help_text="The lowest price of the 30 days before the reduction; null where there was none.",
    )


class PosterSerializer(serializers.Serializer[Any]):
    """One square WebP picture with a clear background, in 256, 512 and 1024 pixels."""

    small = serializers.URLField(source="small_url")
    medium = serializers.URLField(source="medium_url")
    large = serializers.URLField(source="large_url")


class FileSerializer(serializers.Serializer[Any]):
    """One file of a model. Its address holds its content's hash, so it never changes."""

    role = serializers.ChoiceField(
        choices=["web", "web-webp", "high", "lite", "nano", "ar-glb", "ar-usdz"],
        help_text="web: for most browsers, with AVIF textures. web-webp: the same with WebP. high: for close looks. "
        "lite: for weak devices. nano: a first glimpse. ar-glb, ar-usdz: plain files that phones stand into rooms.",
    )
    material_variant = serializers.CharField(
        help_text="The one look that the file shows; empty where it holds all, or shows the model as it opens."
    )
    url = serializers.URLField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="Of the content, as hexadecimal digits.")
    content_type = serializers.CharField()
    triangles = serializers.IntegerField(allow_null=True)


class ModelSerializer(serializers.Serializer[Any]):
    """The 3D model. The address of the file for most browsers stands apart; `files` are all there are."""

    revision = serializers.UUIDField(source="revision_id")
    url = serializers.URLField()
    bytes = serializers.IntegerField()
    triangles = serializers.IntegerField()
    bounds_m = serializers.ListField(
        child=serializers.FloatField(),
        min_length=3,
        max_length=3,
        allow_null=True,
        help_text="Width, height and depth in metres.",
    )
    material_variants = serializers.ListField(
        child=serializers.CharField(), help_text="Names of KHR_materials_variants in the file."
    )
    files = FileSerializer(many=True)


class SizeSerializer(serializers.Serializer[VariantView]):
    """In millimetres; null where it is not known."""

    width = serializers.IntegerField(source="width_mm", allow_null=True)
    depth = serializers.IntegerField(source="depth_mm", allow_null=True)
    height = serializers.IntegerField(source="height_mm", allow_null=True)


class AvailabilitySerializer(serializers.Serializer[VariantView]):
    """Whether it can be had; `left` counts only when few are left."""

    state = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=["in_stock", "scarce", "sold_out"]))
    def get_state(self, variant: VariantView) -> str:
        if variant.is_sold_out:
            return "sold_out"
        return "scarce" if variant.is_scarce else "in_stock"

    def get_left(self, variant: VariantView) -> int | None:
        return variant.left if variant.is_scarce or variant.is_sold_out else None


class ValueSerializer(serializers.Serializer[Any]):
    """One of the values of an option."""

    name = serializers.CharField()
    swatch = serializers.CharField(help_text="A colour such as #a1b2c3; may be empty.")


class OptionSerializer(serializers.Serializer[Any]):
    """What is chosen of a product, such as its colour."""

    name = serializers.CharField()
    values = ValueSerializer(many=True)


class VariantSerializer(serializers.Serializer[VariantView]):
    """One choice of a product."""

    id = serializers.IntegerField()
    sku = serializers.CharField()
    gtin = serializers.CharField(help_text="The number below the bar code; may be empty.")
    mpn = serializers.CharField(help_text="What its maker calls this article; may be empty.")
    name = serializers.CharField()
    values = serializers.ListField(
        child=serializers.CharField(),
        help_text="Its value of each of the product's options, in their order; empty when the product has none.",
    )
    price = MoneySerializer()
    reduction = ReductionSerializer(allow_null=True, help_text="Null unless the price is a reduced one.")
    availability = AvailabilitySerializer(source="*")
    material_variant = serializers.CharField(help_text="The look of the 3D model; empty as it opens.")
    swatch = serializers.CharField(help_text="A colour such as #a1b2c3; may be empty.")
    size_mm = SizeSerializer(source="*")
    weight_g = serializers.IntegerField(allow_null=True)
    poster = PosterSerializer(allow_null=True)


class ReferenceSerializer(serializers.Serializer[Any]):
    """Something with an address of its own, by name."""

    slug = serializers.CharField()
    name = serializers.CharField()


class PictureSerializer(serializers.Serializer[Any]):
    """One photograph in three widths of WebP: up to 400, 800 and 1600 pixels."""

    small = serializers.URLField(source="small_url")
    medium = serializers.URLField(source="medium_url")
    large = serializers.URLField(source="large_url")
    width = serializers.IntegerField(help_text="Of the largest, in pixels.")
    height = serializers.IntegerField()


class MediaSerializer(serializers.Serializer[Any]):
    """A picture, or a link to a video elsewhere."""

    alt = serializers.CharField(help_text="What it shows.")
    variant = serializers.IntegerField(
        source="variant_id", allow_null=True, help_text="Its id; null where it shows the whole product."
    )
    video_url = serializers.CharField(help_text="Empty for pictures.")
    picture = PictureSerializer(allow_null=True, help_text="Null for videos.")


class CategorySerializer(serializers.Serializer[ProductView]):
    """Where a product stands."""

    slug = serializers.CharField(source="category_slug")
    name = serializers.CharField(source="category_name")
    above = ReferenceSerializer(
        many=True, source="categories_above", help_text="The categories above it, from the top down."
    )


class AttributeSerializer(serializers.Serializer[AttributeView]):
    """What is said of a product under one attribute."""

    slug = serializers.CharField(help_text="What programs call it.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=AttributeKind.choices)
    value = serializers.SerializerMethodField(
        method_name="said_value",
        help_text="true or false of the kind boolean, and text of all others: a number's decimal digits, "
        "the choice, a colour such as #a1b2c3.",
    )
    unit = serializers.CharField(help_text="Of numbers, such as cm; may be empty.")

    @extend_schema_field({"oneOf": [{"type": "string"}, {"type": "boolean"}]})
    def said_value(self, attribute: AttributeView) -> str | bool:
        return attribute.value


class ProductSerializer(serializers.Serializer[ProductView]):
    """A product on sale, complete with its variants and its 3D model.

    `fields` in the context are the names of the members that were asked for; without it, all are told.
    """

    slug = serializers.CharField()
    name = serializers.CharField()
    tagline = serializers.CharField()
    description = serializers.CharField()
    language = serializers.SerializerMethodField(help_text="Of its words, as a BCP 47 tag: en")
    merchant = serializers.CharField(source="merchant_name")
    category = CategorySerializer(source="*")
    collections = ReferenceSerializer(many=True, help_text="Those that the product is in.")
    attributes = AttributeSerializer(many=True, help_text="What is said of the product.")
    tax_class = serializers.CharField(
        help_text="The code of the class that it is taxed in, such as standard."
    )
    published_at = InstantField()
    changed_at = InstantField(
        allow_null=True, help_text="Since when it has its version; null where nothing kept that."
    )
    version = serializers.IntegerField(help_text="Grows with every change to the product.")
    url = serializers.SerializerMethodField(help_text="This product in the API.")
    lowest_price = MoneySerializer()
    is_sold_out = serializers.BooleanField()
    options = OptionSerializer(many=True, help_text="What is chosen of it, in the order to ask.")
    variants = VariantSerializer(many=True)
    media = MediaSerializer(many=True, help_text="Pictures and videos, in their order.")
    model = ModelSerializer(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        wanted = self.context.get("fields") or fields
        return {name: field for name, field in fields.items() if name in wanted}

    def get_language(self, product: ProductView) -> str:
        return product.language or settings.LANGUAGE_CODE

    @extend_schema_field(serializers.URLField())
    def get_url(self, product: ProductView) -> str:
        address: str = self.context["request"].build_absolute_uri(
            reverse("catalog-api:product", args=[product.slug])
        )
        return address


class ProductPageSerializer(serializers.Serializer[Any]):
    """A page of products, newest first."""

    items = ProductSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next page; also in the Link header.")
