"""The options on a product's page: what they are called and which values they have."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.tenancy import TenantAdmin
from catalog.errors import OptionsRefused
from catalog.models import ProductOption
from catalog.models.options import MOST_OPTIONS
from catalog.services.options.set_values import require_names, set_values


class ProductOptionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """An option with the names of its values."""

    values = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "cols": 24}),
        help_text="One a line, in their order.",
    )

    class Meta:
        model = ProductOption
        fields = ("name", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["values"] = "\n".join(value.name for value in self.instance.values.all())

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()

    def clean_values(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["values"].splitlines())
        names = [line for line in lines if line]
        try:
            require_names(names)
        except OptionsRefused as error:
            raise forms.ValidationError(str(error), code=error.code) from error
        return names


class ProductOptionFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # generic for checkers only
    """Options of one product."""

    @cached_property
    def rows(self) -> Any:  # noqa: ANN401  # Django's signature
        """Asked for by each form, and read once."""
        return super().get_queryset().prefetch_related("values")

    def get_queryset(self) -> Any:  # noqa: ANN401  # as above
        return self.rows

    def clean(self) -> None:
        super().clean()
        kept = [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", {}).get("name") and not form.cleaned_data.get("DELETE")
        ]
        if len(kept) > MOST_OPTIONS:
            raise forms.ValidationError(f"A product has {MOST_OPTIONS} options at most.")
        names = set()
        for form in kept:
            name = form.cleaned_data["name"].casefold()
            if name in names:
                form.add_error("name", "The product has an option of this name already.")
            names.add(name)

    def save_beside(self, *, actor_id: int | None) -> list[str]:
        """Say which values the saved options have; return a sentence for each that is refused."""
        refused = []
        for form in self.forms:
            is_kept = form.instance.pk and form not in self.deleted_forms
            if is_kept and "values" in form.changed_data:
                try:
                    set_values(option_id=form.instance.pk, names=form.cleaned_data["values"])
                except OptionsRefused as error:
                    refused.append(str(error))
        return refused


class ProductOptionInline(TenantAdmin, TabularInline):  # type: ignore[misc]  # unfold has no types
    model = ProductOption
    form = ProductOptionForm
    formset = ProductOptionFormSet
    extra = 0
    max_num = MOST_OPTIONS
    fields = ("name", "values", "position", "looks_and_colours")
    readonly_fields = ("looks_and_colours",)
    verbose_name = "option"

    @admin.display(description="Looks and colours")
    def looks_and_colours(self, option: ProductOption) -> str | SafeString:
        if not option.pk:
            return "Once it is saved."
        page = reverse("admin:catalog_productoption_change", args=[option.pk])
        return format_html('<a class="text-link" href="{}">Names, looks and colours</a>', page)
