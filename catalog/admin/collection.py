"""Collections: what is in them, in which order."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from accounts.tenancy import TenantAdmin
from catalog.jobs import ring_mirror_relay
from catalog.models import Collection, CollectionItem
from catalog.services.collections.write_collection import delete_collection


class ItemFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # generic for checkers only
    """A merchant's collection holds their own products, also when a person works for several."""

    def clean(self) -> None:
        super().clean()
        owner = self.instance.merchant_id
        for form in self.forms:
            product = form.cleaned_data.get("product") if hasattr(form, "cleaned_data") else None
            if product is not None and owner is not None and product.merchant_id != owner:
                form.add_error("product", "This product belongs to another merchant.")


class ItemInline(TenantAdmin, TabularInline):  # type: ignore[misc]  # unfold has no types
    model = CollectionItem
    formset = ItemFormSet
    fields = ("product", "position")
    autocomplete_fields = ("product",)
    extra = 0
    verbose_name = "product"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionItem]:
        items: QuerySet[CollectionItem] = super().get_queryset(request).select_related("product")
        return items


@admin.register(Collection)
class CollectionAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name", "slug", "is_shown", "merchant")
    list_select_related = ("merchant",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = (("name", "slug"), "description", ("is_shown", "merchant"))
    inlines = (ItemInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Collection | None = None) -> tuple[str, ...]:
        return ("merchant",) if obj else ()

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        """Only whoever runs the shop makes collections that belong to no merchant."""
        if db_field.name == "merchant" and not getattr(request.user, "is_superuser", False):
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Collection) -> None:
        delete_collection(collection_id=obj.pk, merchant_id=obj.merchant_id, versions=None)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Collection]) -> None:
        for collection in queryset.order_by("pk"):
            self.delete_model(request, collection)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:  # noqa: ANN401  # Django's signature
        super().save_related(request, form, formsets, change)
        ring_mirror_relay()
