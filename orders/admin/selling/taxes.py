"""Rates of tax."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.postal.choice import AsksForCountry
from orders.models import TaxRate


class TaxRateForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    class Meta:
        help_texts: ClassVar = {"percent": "Such as 20, or 8.875."}


@admin.register(TaxRate)
class TaxRateAdmin(AsksForCountry, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Orders keep the rate they were placed at, so that a rate may be corrected or removed."""

    form = TaxRateForm
    list_display = ("country", "region", "kind", "share", "valid_from", "valid_until")
    list_filter = ("country",)
    list_select_related = ("tax_class",)
    fields = (("country", "region"), ("tax_class", "percent"), ("valid_from", "valid_until"))

    @admin.display(description="For", ordering="tax_class")
    def kind(self, rate: TaxRate) -> str:
        return rate.tax_class.name if rate.tax_class else "Everything else"

    @admin.display(description="Rate", ordering="percent")
    def share(self, rate: TaxRate) -> str:
        return f"{rate.percent.normalize():f} %"
