"""Zones with their countries, and the ways of sending with their rates."""

from itertools import combinations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from accounts.postal.choice import AsksForCountry
from catalog.money import Money
from orders.models import ShippingCountry, ShippingMethod, ShippingRate, ShippingZone
from orders.pricing.shipping import Band


class ShippingCountryInline(AsksForCountry, TabularInline):  # type: ignore[misc]  # unfold has no types
    model = ShippingCountry
    verbose_name = "country"
    verbose_name_plural = "countries"
    fields = ("country",)
    extra = 1
    hide_title = True


class ShippingMethodInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    model = ShippingMethod
    verbose_name_plural = "Ways of sending there; their prices are on their own pages"
    fields = ("name", "days_from", "days_to", "currency", "position", "is_active")
    extra = 0
    show_change_link = True


@admin.register(ShippingZone)
class ShippingZoneAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name", "where", "methods_offered")
    fields = (("name", "is_elsewhere"),)
    inlines = (ShippingCountryInline, ShippingMethodInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippingZone]:
        zones: QuerySet[ShippingZone] = super().get_queryset(request)
        return zones.annotate(method_count=Count("methods", distinct=True)).prefetch_related("countries")

    @admin.display(description="Countries")
    def where(self, zone: ShippingZone) -> str:
        if zone.is_elsewhere:
            return "All that are in no other zone"
        return ", ".join(str(entry) for entry in zone.countries.all()) or "None yet"

    @admin.display(description="Ways of sending")
    def methods_offered(self, zone: ShippingZone) -> str:
        count: int = zone.method_count  # type: ignore[attr-defined]  # annotated above
        return str(count) if count else "None: the shop does not deliver there"


class ShippingRateForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    def validate_constraints(self) -> None:
        """Whether rates overlap is judged for all rows of the page together."""
        try:
            self.instance.validate_constraints(exclude={"method"})
        except ValidationError as error:
            self.add_error(None, error)


class ShippingRateFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # generic for checkers only
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form.instance for form in self.initial_forms if form not in self.deleted_forms]
        kept += [form.instance for form in self.extra_forms if form.has_changed()]
        for rate, other in combinations(kept, 2):
            if _band(rate).overlaps(_band(other)):
                raise ValidationError(
                    "Two rates hold for the same goods and weight. Where one ends, the next may begin."
                )


def _band(rate: ShippingRate) -> Band:
    return Band(rate.amount_minor, rate.total_from, rate.total_to, rate.weight_from, rate.weight_to)


class ShippingRateInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    model = ShippingRate
    form = ShippingRateForm
    formset = ShippingRateFormSet
    verbose_name_plural = (
        "What it costs: the first number of a span belongs to it, the last one does not; no last number is without end. "
        "Orders that are in no span cannot be sent in this way."
    )
    fields = ("total_from", "total_to", "weight_from", "weight_to", "amount_minor")
    extra = 1
    hide_title = True


@admin.register(ShippingMethod)
class ShippingMethodAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name", "zone", "days", "costs", "is_active")
    list_filter = ("zone", "is_active")
    list_select_related = ("zone",)
    fields = (("zone", "name"), ("days_from", "days_to"), ("currency", "position"), "is_active")
    inlines = (ShippingRateInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippingMethod]:
        methods: QuerySet[ShippingMethod] = super().get_queryset(request)
        return methods.prefetch_related("rates")

    @admin.display(description="Working days")
    def days(self, method: ShippingMethod) -> str:
        if method.days_from == method.days_to:
            return str(method.days_from)
        return f"{method.days_from} to {method.days_to}"

    @admin.display(description="Costs")
    def costs(self, method: ShippingMethod) -> str:
        amounts = sorted({rate.amount_minor for rate in method.rates.all()})
        if not amounts:
            return "No price: nobody is offered it"
        ends = [
            Money(amount, method.currency).format() if amount else "Free"
            for amount in (amounts[0], amounts[-1])
        ]
        return ends[0] if len(amounts) == 1 else f"{ends[0]} to {ends[1]}"
