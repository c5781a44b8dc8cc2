"""What can be said of products: for whoever runs the shop, so that merchants say the same things alike."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from catalog.models import Attribute, AttributeChoice, ProductType


class ChoiceInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    model = AttributeChoice
    fields = ("name", "position")
    extra = 0
    verbose_name = "choice"


@admin.register(Attribute)
class AttributeAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name", "kind", "unit", "slug", "position", "is_filter")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = (("name", "slug"), ("kind", "unit"), ("position", "is_filter"))
    inlines = (ChoiceInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Attribute | None = None) -> tuple[str, ...]:
        """What products say is of the kind that it was made with."""
        return ("kind",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Attribute | None = None
    ) -> dict[str, tuple[str, ...]]:
        """Only at first: programs know it by its name for them."""
        return {} if obj else dict(self.prepopulated_fields)


@admin.register(ProductType)
class ProductTypeAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name",)
    search_fields = ("name",)
    autocomplete_fields = ("asked_attributes",)
