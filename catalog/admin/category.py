"""Shelves: merchants see them, whoever runs the shop arranges them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.errors import CatalogRefusal
from catalog.jobs import ring_mirror_relay
from catalog.models import Category
from catalog.services.category.move_category import move_category
from catalog.states import ProductState

AT_THE_TOP = "At the top"


class ParentField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for checkers only
    """Every category, each set in by its depth."""

    def label_from_instance(self, obj: Category) -> str:
        return f"{'— ' * (obj.depth - 1)}{obj.name}"


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """A category and where it hangs."""

    parent = ParentField(
        label="Below",
        queryset=Category.objects.order_by("path"),
        required=False,
        empty_label=AT_THE_TOP,
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Category
        fields = ("name", "slug", "description", "position", "size_tolerance_percent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["parent"] = Category.objects.filter(path=self.instance.parent_path).first()

    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise forms.ValidationError("A category cannot be below itself.", code="category_cycle")
        return parent


@admin.register(Category)
class CategoryAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    form = CategoryForm
    fields = (("name", "slug"), "description", ("parent", "position"), "size_tolerance_percent")
    list_display = ("name_in_tree", "slug", "position", "size_tolerance_percent", "published_products")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    # As the tree hangs: each below its own.
    ordering = ("path",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        rows: QuerySet[Category] = super().get_queryset(request)
        published = Count("products", filter=Q(products__state=ProductState.PUBLISHED))
        counted: QuerySet[Category] = rows.annotate(published=published)
        return counted

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by what a shelf is itself: ?products__id=… would tell one merchant about another's drafts."""
        return lookup.split("__")[0] in {field.name for field in Category._meta.concrete_fields}

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        """Only of what has nothing below it, since that would go as well; so not of several at a time either."""
        return obj is not None and obj.is_leaf() and bool(super().has_delete_permission(request, obj))

    @admin.display(description="Name", ordering="path")
    def name_in_tree(self, category: Category) -> SafeString:
        return format_html("{}{}", "— " * (category.depth - 1), category.name)

    @admin.display(description="Products on sale", ordering="published")
    def published_products(self, category: Category) -> int:
        count: int = category.published
        return count

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: Any) -> None:  # noqa: ANN401  # Django's signature
        super().save_model(request, obj, form, change)
        parent: Category | None = form.cleaned_data["parent"]
        try:
            move_category(category_id=obj.pk, parent_id=parent.pk if parent else None)
        except CatalogRefusal as error:
            messages.error(request, str(error))
        ring_mirror_relay()
