"""The variants on a product's page: what they are called, what they cost, how many there are."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import StackedInline
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.tenancy import TenantAdmin
from catalog.admin.options.choices import (
    choice_fields,
    named_by,
    refuse_twins,
    save_choices,
    show_choices,
    with_choices,
)
from catalog.admin.options.swatch_widget import SwatchWidget
from catalog.errors import StockRefused
from catalog.models import Price, ProductOption, Stock, Variant
from catalog.models.triggers.options import LONGEST_NAME
from catalog.money import Money, parse_amount
from catalog.queries import Looks, looks_of
from catalog.services.adjust_stock import adjust_stock
from catalog.services.set_price import set_price
from catalog.states import StockReason

AS_IT_OPENS = "As the model opens"
# Ten million, in euro cents: above it somebody slipped on the keyboard.
HIGHEST_PRICE_MINOR = 1_000_000_000
MOST_ON_HAND = 1_000_000
# Those that a person gives; the rest come from orders and transfers.
REASONS = (
    StockReason.COUNTED,
    StockReason.RECEIVED,
    StockReason.RETURNED,
    StockReason.DAMAGED,
    StockReason.CORRECTION,
)


class VariantForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """A variant with its price in the shop's currency and its stock, and what it is of each option."""

    # By the names of their fields; `with_choices` puts both in.
    options: Mapping[str, ProductOption] = {}
    price = forms.CharField(
        label=f"Price ({settings.SHOP_CURRENCY})",
        required=False,
        max_length=20,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "placeholder": "49.90"}),
        help_text="Without a price it is not shown.",
    )
    compare_at = forms.CharField(
        label=f"Instead of ({settings.SHOP_CURRENCY})",
        required=False,
        max_length=20,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text="What it costs otherwise, where the price is a reduced one.",
    )
    # What was on hand when the page was opened travels with it, so that only the difference is booked.
    on_hand = forms.IntegerField(
        label="On hand",
        min_value=0,
        max_value=MOST_ON_HAND,
        initial=0,
        show_hidden_initial=True,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    reason = forms.ChoiceField(
        label="Why it changes",
        required=False,
        choices=[(reason.value, reason.label) for reason in REASONS],
        initial=StockReason.COUNTED,
        widget=UnfoldAdminSelectWidget,
        help_text="Noted in the ledger of the stock.",
    )

    class Meta:
        model = Variant
        fields = (
            "name",
            "sku",
            "gtin",
            "mpn",
            "material_variant",
            "swatch",
            "position",
            "width_mm",
            "depth_mm",
            "height_mm",
            "weight_g",
            "is_active",
        )
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
        if self.instance.pk:
            price = next(iter(self.instance.prices.all()), None)
            self.initial["price"] = _typed(price.amount_minor) if price else ""
            self.initial["compare_at"] = _typed(price.compare_at_minor) if price else ""
            self.initial["on_hand"] = _on_hand(self.instance)
        show_choices(self)

    def clean_swatch(self) -> str:
        return str(self.cleaned_data["swatch"]).strip().lower()

    def clean_price(self) -> Money | None:
        return parsed_price(self.cleaned_data["price"])

    def clean_compare_at(self) -> Money | None:
        return parsed_price(self.cleaned_data["compare_at"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        price, compare_at = cleaned.get("price"), cleaned.get("compare_at")
        if compare_at is not None and price is not None and compare_at.minor <= price.minor:
            self.add_error("compare_at", "A reduced price is lower than this.")
        if self.options and not cleaned.get("name"):
            cleaned["name"] = named_by(self)[:LONGEST_NAME]
            if not cleaned["name"]:
                self.add_error("name", "Give it a name, or say which values it has.")
        return cleaned

    def save_offer(self, *, actor_id: int | None) -> None:
        """Book price and stock of the saved variant. Raises StockRefused."""
        if {"price", "compare_at"} & set(self.changed_data):
            set_price(
                variant_id=self.instance.pk,
                price=self.cleaned_data["price"],
                currency=settings.SHOP_CURRENCY,
                compare_at=self.cleaned_data["compare_at"],
            )
        by = self.cleaned_data["on_hand"] - self._seen_on_hand()
        if by:
            adjust_stock(
                variant_id=self.instance.pk,
                by=by,
                reason=StockReason(self.cleaned_data["reason"] or StockReason.CORRECTION),
                actor_id=actor_id,
            )

    def _seen_on_hand(self) -> int:
        """What the page showed; of a variant that is only now made, nothing."""
        seen = self["on_hand"]
        value = seen.field.hidden_widget().value_from_datadict(self.data, self.files, seen.html_initial_name)
        return int(value) if value and str(value).isdigit() else 0


class VariantFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # generic for checkers only
    """Variants of one product. Article numbers are unique within a merchant."""

    @cached_property
    def looks(self) -> Looks:
        asset = self.instance.asset if self.instance.pk else None
        return looks_of(asset) if asset else Looks(is_published=False, names=())

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "looks": self.looks}

    def get_queryset(self) -> Any:  # noqa: ANN401  # Django's signature
        return self.rows

    @cached_property
    def rows(self) -> Any:  # noqa: ANN401  # as above
        """Asked for by each form, and read once."""
        prices = Price.objects.current(settings.SHOP_CURRENCY)
        stock = Stock.objects.at(None)
        # Each is headed by the name of its product.
        rows = super().get_queryset().select_related("product")
        return rows.prefetch_related(Prefetch("prices", prices), Prefetch("stock", stock), "chosen_values")

    def clean(self) -> None:
        super().clean()
        taken = set(
            Variant.objects.filter(merchant_id=self.instance.merchant_id)
            .exclude(product_id=self.instance.pk)
            .values_list("sku", flat=True)
        )
        for form in self.forms:
            sku = form.cleaned_data.get("sku") if hasattr(form, "cleaned_data") else None
            if not sku:
                continue
            if sku in taken:
                form.add_error("sku", "Another of your variants has this article number.")
            taken.add(sku)
        refuse_twins(self.forms)

    def save_beside(self, *, actor_id: int | None) -> list[str]:
        """Say what the variants are and book prices and stock; return a sentence for each thing that is refused."""
        refused = save_choices(self.instance.pk, self.forms)  # type: ignore[arg-type]  # they are VariantForms
        for form in self.forms:
            if form.instance.pk and form.has_changed():
                try:
                    form.save_offer(actor_id=actor_id)  # type: ignore[attr-defined]  # they are VariantForms
                except StockRefused as error:
                    refused.append(f"“{form.instance.name}”: {error}")
        return refused


class VariantInline(TenantAdmin, StackedInline):  # type: ignore[misc]  # unfold has no types
    model = Variant
    form = VariantForm
    formset = VariantFormSet
    extra = 0
    min_num = 1
    compressed_fields = False
    readonly_fields = ("stock_and_sales",)
    fields = (
        ("name", "is_active"),
        ("sku", "gtin", "mpn"),
        ("price", "compare_at"),
        ("on_hand", "reason", "position"),
        "stock_and_sales",
        ("material_variant", "swatch"),
        ("width_mm", "depth_mm", "height_mm", "weight_g"),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ANN401  # Django's signature
        chosen = tuple(choice_fields(obj))
        first, *rest = self.fields
        return (first, chosen, *rest) if chosen else self.fields

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:  # noqa: ANN401  # as above
        return super().get_formset(request, obj, **{"form": with_choices(self.form, obj), **kwargs})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  # as above
        """Carts and orders may hold it; it stops being offered instead."""
        return False

    @admin.display(description="By place and date")
    def stock_and_sales(self, variant: Variant) -> str | SafeString:
        if not variant.pk:
            return "Once it is saved."
        page = reverse("admin:catalog_variant_change", args=[variant.pk])
        return format_html('<a class="text-link" href="{}">Stock by place, and sales</a>', page)


def _typed(amount_minor: int | None) -> str:
    return "" if amount_minor is None else str(Money(amount_minor, settings.SHOP_CURRENCY).amount)


def parsed_price(typed: str) -> Money | None:
    """The amount in the shop's currency, None for nothing. Raises ValidationError."""
    # On the keyboards of half of Europe the decimal sign is a comma.
    text = typed.strip().replace(",", ".")
    if not text:
        return None
    try:
        price = parse_amount(text, settings.SHOP_CURRENCY)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error
    if not 0 <= price.minor <= HIGHEST_PRICE_MINOR:
        raise forms.ValidationError("This is not a price that anything has.")
    return price


def _on_hand(variant: Variant) -> int:
    return sum(stock.on_hand for stock in variant.stock.all())
