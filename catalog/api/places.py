"""How categories, collections and attributes look in the API."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from catalog.api.serializers import ProductPageSerializer, ReferenceSerializer
from catalog.mirror.reading.shelves import above, right_below
from catalog.mirror.reading.views import CollectedView, CollectionSummaryView
from catalog.mirror.view import CategoryView
from catalog.states import AttributeKind


class ShelfSerializer(serializers.Serializer[CategoryView]):
    """A category with something on sale in it or below."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    parent = serializers.SerializerMethodField(  # type: ignore[assignment]  # DRF takes it out of the class
        method_name="slug_above", help_text="The slug of the category above it; null at the top."
    )
    url = serializers.SerializerMethodField(method_name="own_address", help_text="This category in the API.")
    products = serializers.SerializerMethodField(
        method_name="address_of_products", help_text="What is on sale in it and below."
    )

    @extend_schema_field(serializers.CharField(allow_null=True))
    def slug_above(self, category: CategoryView) -> str | None:
        return category.parent_slug or None

    @extend_schema_field(serializers.URLField())
    def own_address(self, category: CategoryView) -> str:
        return address(self.context["request"], "catalog-api:category", category.slug)

    @extend_schema_field(serializers.URLField())
    def address_of_products(self, category: CategoryView) -> str:
        return f"{address(self.context['request'], 'catalog-api:products')}?category={category.slug}"


class ShelvesSerializer(serializers.Serializer[Any]):
    """All categories in the shop's order; each names the one above it."""

    items = ShelfSerializer(many=True)


class ShelfDetailSerializer(ShelfSerializer):
    """A category, the way to it and what hangs on it. `shelves` in the context are all that there are."""

    above = serializers.SerializerMethodField(
        method_name="categories_above", help_text="The categories above it, from the top down."
    )
    below = serializers.SerializerMethodField(
        method_name="categories_below", help_text="The categories right below it."
    )

    @extend_schema_field(ReferenceSerializer(many=True))
    def categories_above(self, category: CategoryView) -> list[dict[str, str]]:
        return references(above(self.context["shelves"], category))

    @extend_schema_field(ReferenceSerializer(many=True))
    def categories_below(self, category: CategoryView) -> list[dict[str, str]]:
        return references(right_below(self.context["shelves"], category.slug))


class CollectionSerializer(serializers.Serializer[Any]):
    """Products that a merchant or the shop has picked."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    url = serializers.SerializerMethodField(
        method_name="own_address", help_text="This collection in the API."
    )

    @extend_schema_field(serializers.URLField())
    def own_address(self, collection: CollectionSummaryView | CollectedView) -> str:
        return address(self.context["request"], "catalog-api:collection", collection.slug)


class CollectionsSerializer(serializers.Serializer[Any]):
    """All collections, by name."""

    items = CollectionSerializer(many=True)


class CollectionPageSerializer(ProductPageSerializer):
    """A collection and a page of its products, in its order."""

    collection = CollectionSerializer()


class AttributeKindSerializer(serializers.Serializer[Any]):
    """Something that can be said of products."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=AttributeKind.choices)
    unit = serializers.CharField(help_text="Of numbers, such as cm; may be empty.")
    choices = serializers.ListField(
        child=serializers.CharField(), help_text="The answers of the kind choice; none of all others."
    )


class AttributesSerializer(serializers.Serializer[Any]):
    """All attributes, in the shop's order."""

    items = AttributeKindSerializer(many=True)


def references(categories: Iterable[CategoryView]) -> list[dict[str, str]]:
    """As ReferenceSerializer has it."""
    return [{"slug": category.slug, "name": category.name} for category in categories]


def address(request: Request, name: str, *args: str) -> str:
    """Where this is in the API, under the host that was asked."""
    found: str = request.build_absolute_uri(reverse(name, args=args))
    return found
