"""What stands about a merchant on invoices, for owners to fill in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.module_loading import import_string
from unfold.admin import ModelAdmin

from accounts.models import Merchant, MerchantDetails
from accounts.postal.choice import AsksForCountry
from accounts.tenancy import TenantAdmin


class DetailsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """Says at its field when a prefix is not to be had."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        merchant_id = getattr(cleaned.get("merchant"), "pk", None) or self.instance.merchant_id
        is_of_another = import_string(settings.IS_INVOICE_PREFIX_OF_ANOTHER)
        if "invoice_prefix" in cleaned and is_of_another(cleaned["invoice_prefix"], merchant_id):
            self.add_error("invoice_prefix", "Another merchant's invoices are numbered with this prefix.")
        return cleaned


@admin.register(MerchantDetails)
class MerchantDetailsAdmin(AsksForCountry, TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """One page a merchant. Whoever else works for the merchant does not meet it."""

    form = DetailsForm
    list_display = ("legal_name", "merchant", "vat_id", "invoice_prefix")
    list_select_related = ("merchant",)
    actions = None
    fieldsets = (
        (None, {"fields": ("merchant", "legal_name", "line1", "line2", "postcode", "city", "country")}),
        ("Numbers", {"fields": ("vat_id", "registration", "invoice_prefix")}),
        ("Questions", {"fields": ("email",)}),
        ("Returns", {"fields": ("return_address",)}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: MerchantDetails | None = None) -> bool:
        """Invoices wait without them, so they are only ever changed."""
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: MerchantDetails | None = None
    ) -> tuple[str, ...]:
        return ("merchant",) if obj else ()

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "merchant":
            kwargs["queryset"] = Merchant.objects.all().owned_by(request.user).filter(details=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
