"""Tax classes, for whoever runs the shop."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from catalog.models import TaxClass
from catalog.taxes import STANDARD


@admin.register(TaxClass)
class TaxClassAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("name", "code")
    fields = (("name", "code"),)

    def get_readonly_fields(self, request: HttpRequest, obj: TaxClass | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: TaxClass | None = None) -> bool:
        """Not of the one that products without a class are in; nor of several at a time, as that may be among them."""
        return obj is not None and obj.code != STANDARD and bool(super().has_delete_permission(request, obj))
