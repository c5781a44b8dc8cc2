"""Vouchers, and how often each was used."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from catalog.money import Money
from orders.models import Voucher
from orders.states import VoucherKind


class UsableFilter(admin.SimpleListFilter):
    """Those that take something off today."""

    title = "now"
    parameter_name = "now"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Voucher]"
    ) -> list[tuple[str, str]]:
        return [("usable", "Usable"), ("over", "Not usable")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Voucher]) -> QuerySet[Voucher]:
        now = timezone.now()
        usable = (
            Q(is_active=True)
            & (Q(starts_at=None) | Q(starts_at__lte=now))
            & (Q(ends_at=None) | Q(ends_at__gt=now))
            & (Q(max_uses=None) | Q(used__lt=F("max_uses")))
        )
        if self.value() == "usable":
            return queryset.filter(usable)
        return queryset.exclude(usable) if self.value() == "over" else queryset


MOST_PERCENT = 100
# What each kind takes off, and in which field that is said.
VALUES: Mapping[str, str] = {VoucherKind.PERCENT: "percent", VoucherKind.AMOUNT: "amount_minor"}


class VoucherForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    def clean(self) -> dict[str, Any]:
        """Each fault of its value beside its field; the database's rule knows no field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        for owner, name in VALUES.items():
            value = cleaned.get(name)
            if owner != kind and value is not None:
                self.add_error(name, "Leave this empty: the voucher is of another kind.")
            elif owner == kind and name not in self.errors and not _is_worth(owner, value):
                self.add_error(
                    name, "Above 0, and up to 100." if owner == VoucherKind.PERCENT else "Above 0, please."
                )
        if kind == VoucherKind.FREE_SHIPPING and cleaned.get("merchant"):
            self.add_error("merchant", "The shipping is of the whole order, so this must be for everything.")
        return cleaned

    def clean_max_uses(self) -> int | None:
        """Not below what was used: the count is no field of the form, so the database's rule would speak too late."""
        most: int | None = self.cleaned_data["max_uses"]
        if most is not None and most < self.instance.used:
            raise ValidationError(f"It has been used {self.instance.used} times already.")
        return most


def _is_worth(kind: str, value: Decimal | int | None) -> bool:
    return value is not None and value > 0 and (kind != VoucherKind.PERCENT or value <= MOST_PERCENT)


@admin.register(Voucher)
class VoucherAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    form = VoucherForm
    list_display = ("code", "takes_off", "merchant", "times_used", "starts_at", "ends_at", "is_active")
    list_filter = (UsableFilter, "kind")
    list_select_related = ("merchant",)
    search_fields = ("code",)
    fieldsets = (
        (None, {"fields": (("code", "is_active"), "kind", ("percent", "amount_minor"), "currency")}),
        ("For what", {"fields": (("minimum_minor", "merchant"),)}),
        (
            "When, and how often",
            {"fields": ("starts_at", "ends_at", ("max_uses", "max_uses_per_customer"))},
        ),
    )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Voucher | None:
        """Locked until it is saved: orders count its uses meanwhile, and saving writes that number as it was read."""
        found: Voucher | None = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        return Voucher.objects.select_for_update(no_key=True).filter(pk=found.pk).first()

    def has_delete_permission(self, request: HttpRequest, obj: Voucher | None = None) -> bool:
        """Only of those that no order has used; nor of several at a time, as one may be among them."""
        is_unused = obj is not None and not obj.uses.exists()
        return is_unused and bool(super().has_delete_permission(request, obj))

    @admin.display(description="Takes off")
    def takes_off(self, voucher: Voucher) -> str:
        if voucher.kind == VoucherKind.PERCENT and voucher.percent is not None:
            return f"{voucher.percent.normalize():f} %"
        if voucher.kind == VoucherKind.AMOUNT and voucher.amount_minor is not None:
            return Money(voucher.amount_minor, voucher.currency).format()
        return "The shipping"

    @admin.display(description="Used", ordering="used")
    def times_used(self, voucher: Voucher) -> str:
        return f"{voucher.used} of {voucher.max_uses}" if voucher.max_uses is not None else str(voucher.used)
