"""What programs say of products and variants."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from django.utils.text import slugify
from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from assets3d.models import Asset
from catalog.api.writing.fields import (
    MOST_GRAMS,
    MOST_MILLIMETRES,
    MOST_ON_HAND,
    NamedField,
    require_reduction,
)
from catalog.models import Category, Product, ProductType, TaxClass, Variant
from catalog.models.attributes import COLOUR
from catalog.models.offers import require_gtin
from catalog.programs.amounts import PriceField
from catalog.services.editing.write_product import ProductFacts
from catalog.services.editing.write_variants import NewVariant, VariantFacts

MOST_VARIANTS = 100
LONGEST_DESCRIPTION = 20_000
# What members of a request are called, where columns are called otherwise.
PRODUCT_COLUMNS = {
    "category": "category_id",
    "type": "product_type_id",
    "tax_class": "tax_class_id",
    "model": "asset_id",
}


def _length(model: type[Product] | type[Variant], column: str) -> int:
    return cast(int, model._meta.get_field(column).max_length)  # type: ignore[union-attr]  # columns of text


class VariantFields(StrictSerializer):
    """All members are optional when a variant is changed."""

    sku = serializers.CharField(max_length=_length(Variant, "sku"))
    gtin = serializers.CharField(
        required=False, allow_blank=True, max_length=_length(Variant, "gtin"), validators=[require_gtin]
    )
    mpn = serializers.CharField(required=False, allow_blank=True, max_length=_length(Variant, "mpn"))
    name = serializers.CharField(max_length=_length(Variant, "name"))
    position = serializers.IntegerField(required=False, min_value=0, max_value=10_000)
    material_variant = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=_length(Variant, "material_variant"),
        help_text="A look of the 3D model; empty shows it as it opens.",
    )
    swatch = serializers.RegexField(
        COLOUR, required=False, allow_blank=True, help_text="A colour such as #a1b2c3."
    )
    width_mm = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_MILLIMETRES
    )
    depth_mm = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_MILLIMETRES
    )
    height_mm = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_MILLIMETRES
    )
    weight_g = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MOST_GRAMS)
    is_offered = serializers.BooleanField(required=False)

    def facts(self, said: Mapping[str, Any]) -> VariantFacts:
        columns = {"is_active" if name == "is_offered" else name: value for name, value in said.items()}
        return cast(VariantFacts, columns)


class NewVariantSerializer(VariantFields):
    """A variant, with what it costs from now on and how many there are at the default location."""

    price = PriceField(required=False, allow_null=True)
    compare_at = PriceField(required=False, allow_null=True)
    on_hand = serializers.IntegerField(required=False, min_value=0, max_value=MOST_ON_HAND)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        require_reduction(attrs)
        return attrs

    def told(self, said: Mapping[str, Any]) -> NewVariant:
        columns = {
            name: value for name, value in said.items() if name not in {"price", "compare_at", "on_hand"}
        }
        return NewVariant(
            self.facts(columns), said.get("price"), said.get("compare_at"), said.get("on_hand", 0)
        )


class VariantsSerializer(StrictSerializer):
    """Variants of one product; all of them are added, or none."""

    variants: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=NewVariantSerializer(), allow_empty=False, max_length=MOST_VARIANTS
    )

    def validate_variants(self, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        refuse_doubles(variants)
        return variants

    @property
    def new(self) -> list[NewVariant]:
        each = cast(NewVariantSerializer, cast(Any, self.fields["variants"]).child)
        return [each.told(said) for said in self.validated_data["variants"]]


class ProductFields(StrictSerializer):
    """All members are optional when a product is changed."""

    name = serializers.CharField(max_length=_length(Product, "name"))
    slug = serializers.SlugField(
        required=False,
        max_length=_length(Product, "slug"),
        help_text="The last part of its address; out of the name when it is left out.",
    )
    tagline = serializers.CharField(required=False, allow_blank=True, max_length=_length(Product, "tagline"))
    description = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_DESCRIPTION)
    seo_title = serializers.CharField(
        required=False, allow_blank=True, max_length=_length(Product, "seo_title")
    )
    seo_description = serializers.CharField(
        required=False, allow_blank=True, max_length=_length(Product, "seo_description")
    )
    category = NamedField("slug", queryset=Category.objects.all())
    type = NamedField("name", queryset=ProductType.objects.all(), required=False, allow_null=True)
    tax_class = NamedField("code", queryset=TaxClass.objects.all(), required=False, allow_null=True)
    model = serializers.IntegerField(
        required=False, allow_null=True, help_text="A 3D model of the merchant, by its number."
    )

    def validate_model(self, number: int | None) -> int | None:
        own = Asset.objects.filter(merchant=self.context["merchant_id"])
        if number is not None and not own.filter(pk=number).exists():
            raise serializers.ValidationError("There is no 3D model with this number.", "does_not_exist")
        return number

    @property
    def facts(self) -> ProductFacts:
        """What was said, by the names of columns."""
        said = {name: value for name, value in self.validated_data.items() if name != "variants"}
        return cast(
            ProductFacts,
            {
                PRODUCT_COLUMNS.get(name, name): value.pk
                if isinstance(value, Category | ProductType | TaxClass)
                else value
                for name, value in said.items()
            },
        )


class NewProductSerializer(ProductFields):
    """A product that will be a draft, with variants if there are any yet."""

    variants: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=NewVariantSerializer(), required=False, max_length=MOST_VARIANTS
    )

    def validate_variants(self, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        refuse_doubles(variants)
        return variants

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("slug"):
            longest = _length(Product, "slug")
            attrs["slug"] = slugify(attrs["name"])[:longest].strip("-")
        if not attrs["slug"]:
            raise serializers.ValidationError(
                {"slug": [serializers.ErrorDetail("Say which; the name gives none.", "required")]}
            )
        return attrs

    @property
    def new_variants(self) -> list[NewVariant]:
        each = cast(NewVariantSerializer, cast(Any, self.fields["variants"]).child)
        return [each.told(said) for said in self.validated_data.get("variants", ())]


def refuse_doubles(variants: list[dict[str, Any]]) -> None:
    """Raise ValidationError, at each of them, where an article number is used more than once."""
    used = Counter(variant["sku"] for variant in variants)
    doubled = serializers.ErrorDetail("Another variant here has this article number.", "duplicate")
    problems = [{"sku": [doubled]} if used[variant["sku"]] > 1 else {} for variant in variants]
    if any(problems):
        raise serializers.ValidationError(problems)
