"""Conversions as those who run the shop see them: what waits, what runs, what failed on our side."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from assets3d.errors import AlreadyMoved
from assets3d.models import Conversion
from assets3d.services.conversion.retry_conversion import retry_conversion


@admin.register(Conversion)
class ConversionAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = (
        "__str__",
        "state",
        "stage",
        "percent",
        "attempts",
        "available_at",
        "finished_at",
        "fault",
    )
    list_filter = ("state", "recipe", "recipe_version", "is_background")
    search_fields = ("source_sha256", "sources__filename")
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversion]:
        rows: QuerySet[Conversion] = super().get_queryset(request)
        return rows.order_by("-created_at")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Conversion | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Conversion | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Conversion | None = None) -> bool:
        return False

    @admin.action(description="Try again", permissions=["view"])
    def try_again(self, request: HttpRequest, conversions: QuerySet[Conversion]) -> None:
        for conversion in conversions:
            try:
                retry_conversion(conversion=conversion)
            except AlreadyMoved as error:
                messages.warning(request, f"{conversion}: {error}")
            else:
                messages.success(request, f"{conversion} is tried again.")
