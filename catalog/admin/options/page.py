"""The page of one option: what its values are called, and how they look."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.tenancy import TenantAdmin
from catalog.admin.options.swatch_widget import SwatchWidget
from catalog.jobs import ring_mirror_relay
from catalog.models import OptionValue, ProductOption
from catalog.queries import Looks, looks_of

AS_IT_OPENS = "As the model opens"


class OptionValueForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """A value with its look, one of those that the product's 3D model has."""

    class Meta:
        model = OptionValue
        fields = ("name", "material_variant", "swatch", "position")
        widgets = {"swatch": SwatchWidget(attrs={"placeholder": "#a1b2c3"})}

    def __init__(self, *args: Any, looks: Looks, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.instance.material_variant
        names = dict.fromkeys([*looks.names, *([current] if current else [])])
        self.fields["material_variant"] = forms.ChoiceField(
            label="Look of the 3D model",
            required=False,
            choices=[("", AS_IT_OPENS), *((name, name) for name in names)],
            widget=UnfoldAdminSelectWidget,
        )

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()

    def clean_swatch(self) -> str:
        return str(self.cleaned_data["swatch"]).strip().lower()


class OptionValueFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # generic for checkers only
    """Values of one option."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        asset = self.instance.product.asset if self.instance.pk else None
        looks = looks_of(asset) if asset else Looks(is_published=False, names=())
        return {**super().get_form_kwargs(index), "looks": looks}

    def clean(self) -> None:
        super().clean()
        names = set()
        for form in self.forms:
            name = getattr(form, "cleaned_data", {}).get("name", "").casefold()
            if name in names:
                form.add_error("name", "The option has a value of this name already.")
            names |= {name} - {""}


class OptionValueInline(TenantAdmin, TabularInline):  # type: ignore[misc]  # unfold has no types
    model = OptionValue
    form = OptionValueForm
    formset = OptionValueFormSet
    fields = ("name", "material_variant", "swatch", "position")
    extra = 0
    verbose_name = "value"


@admin.register(ProductOption)
class ProductOptionAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name", "product", "position")
    list_select_related = ("product",)
    search_fields = ("name", "product__name")
    ordering = ("product__name", "position", "pk")
    fields = ("product", "name", "position")
    readonly_fields = ("product",)
    inlines = (OptionValueInline,)

    class Media:
        css = {"all": ("catalog/admin/product.css",)}
        js = ("catalog/admin/swatch.js",)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Left out of the menu: the way here is from the product's page."""
        return {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are added on the product's page."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:  # noqa: ANN401  # Django's signature
        super().save_related(request, form, formsets, change)
        ring_mirror_relay()
