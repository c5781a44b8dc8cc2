"""Shelves: merchants see them, whoever runs the shop arranges them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from catalog.jobs import ring_mirror_relay
from catalog.models import Category
from catalog.states import ProductState


@admin.register(Category)
class CategoryAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name", "slug", "position", "published_products")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    # Said again, because the counting below drops the model's own.
    ordering = ("position", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        rows: QuerySet[Category] = super().get_queryset(request)
        published = Count("products", filter=Q(products__state=ProductState.PUBLISHED))
        return rows.annotate(published=published)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by what a shelf is itself: ?products__id=… would tell one merchant about another's drafts."""
        return lookup.split("__")[0] in {field.name for field in Category._meta.concrete_fields}

    @admin.display(description="Products on sale", ordering="published")
    def published_products(self, category: Category) -> int:
        count: int = category.published  # type: ignore[attr-defined]  # annotated above
        return count

    def save_model(self, request: HttpRequest, obj: Category, form: Form, change: Any) -> None:  # noqa: ANN401  # Django's signature
        super().save_model(request, obj, form, change)
        ring_mirror_relay()
