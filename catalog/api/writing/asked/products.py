"""What programs say of products."""

from typing import Any, cast

from django.utils.text import slugify
from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from assets3d.models import Asset
from catalog.api.writing.asked.fields import NamedField
from catalog.api.writing.asked.options import WrittenOptionSerializer, refuse_namesakes, told_options
from catalog.api.writing.asked.variants import MOST_VARIANTS, NewVariantSerializer, refuse_doubles
from catalog.models import Category, Collection, Product, ProductType, TaxClass
from catalog.models.options import MOST_OPTIONS
from catalog.models.products import LANGUAGE
from catalog.services.editing.write_product import NewProduct, ProductFacts

MOST_COLLECTIONS = 100
LONGEST_DESCRIPTION = 20_000
# What members of a request are called, where columns are called otherwise.
PRODUCT_COLUMNS = {
    "category": "category_id",
    "type": "product_type_id",
    "tax_class": "tax_class_id",
    "model": "asset_id",
}
NO_COLUMNS = frozenset({"collections", "options", "variants"})


def _length(column: str) -> int:
    return cast(int, Product._meta.get_field(column).max_length)  # type: ignore[union-attr]  # columns of text


class CollectionsField(serializers.ListField):
    """Collections of the merchant by their addresses; becomes their keys, in one query."""

    child = serializers.CharField(max_length=200)

    def to_internal_value(self, data: Any) -> list[int]:  # noqa: ANN401  # Django REST framework's signature
        slugs: list[str] = super().to_internal_value(data)
        own = Collection.objects.filter(merchant=self.context["merchant_id"], slug__in=slugs)
        keys = dict(own.values_list("slug", "pk"))
        if keys.keys() != set(slugs):
            missing = serializers.ErrorDetail("The merchant has no such collection.", "does_not_exist")
            raise serializers.ValidationError([[] if slug in keys else [missing] for slug in slugs])
        return list(keys.values())


class ProductFields(StrictSerializer):
    """All members are optional when a product is changed."""

    name = serializers.CharField(max_length=_length("name"))
    slug = serializers.SlugField(
        required=False,
        max_length=_length("slug"),
        help_text="The last part of its address; out of the name when it is left out.",
    )
    tagline = serializers.CharField(required=False, allow_blank=True, max_length=_length("tagline"))
    description = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_DESCRIPTION)
    seo_title = serializers.CharField(required=False, allow_blank=True, max_length=_length("seo_title"))
    seo_description = serializers.CharField(
        required=False, allow_blank=True, max_length=_length("seo_description")
    )
    language = serializers.RegexField(
        LANGUAGE,
        required=False,
        max_length=_length("language"),
        help_text="Of its words, as a BCP 47 tag such as en or pt-BR.",
    )
    category = NamedField("slug", queryset=Category.objects.all())
    type = NamedField("name", queryset=ProductType.objects.all(), required=False, allow_null=True)
    tax_class = NamedField("code", queryset=TaxClass.objects.all(), required=False, allow_null=True)
    model = serializers.IntegerField(
        required=False, allow_null=True, help_text="A 3D model of the merchant, by its number."
    )

    collections = CollectionsField(
        required=False,
        max_length=MOST_COLLECTIONS,
        help_text="The addresses of all of the merchant's collections that it is in; the shop's own stay as they are.",
    )

    def validate_model(self, number: int | None) -> int | None:
        own = Asset.objects.filter(merchant=self.context["merchant_id"])
        if number is not None and not own.filter(pk=number).exists():
            raise serializers.ValidationError("There is no 3D model with this number.", "does_not_exist")
        return number

    @property
    def facts(self) -> ProductFacts:
        """What was said, by the names of columns."""
        said = {name: value for name, value in self.validated_data.items() if name not in NO_COLUMNS}
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
    """A product that will be a draft, with options and variants if there are any yet."""

    options: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=WrittenOptionSerializer(), required=False, max_length=MOST_OPTIONS
    )
    variants: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=NewVariantSerializer(), required=False, max_length=MOST_VARIANTS
    )

    def validate_options(self, options: list[dict[str, Any]]) -> list[dict[str, Any]]:
        refuse_namesakes(options)
        return options

    def validate_variants(self, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        refuse_doubles(variants)
        return variants

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("slug"):
            longest = _length("slug")
            attrs["slug"] = slugify(attrs["name"])[:longest].strip("-")
        if not attrs["slug"]:
            raise serializers.ValidationError(
                {"slug": [serializers.ErrorDetail("Say which; the name gives none.", "required")]}
            )
        return attrs

    @property
    def new(self) -> NewProduct:
        each = cast(NewVariantSerializer, cast(Any, self.fields["variants"]).child)
        said = self.validated_data
        return NewProduct(
            self.facts,
            options=told_options(said.get("options", ())),
            variants=[each.told(variant) for variant in said.get("variants", ())],
            collections=said.get("collections", ()),
        )
