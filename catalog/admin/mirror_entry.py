"""The mirror's queue, for whoever runs the shop to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from catalog.models import MirrorEntry


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # Django's signature
        return [("waiting", "Waiting"), ("dead", "Given up"), ("done", "Done")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ANN401  # Django's signature
        if self.value() == "waiting":
            return queryset.open()
        if self.value() == "dead":
            return queryset.filter(dead_at__isnull=False)
        return queryset.filter(done_at__isnull=False) if self.value() == "done" else queryset


@admin.register(MirrorEntry)
class MirrorEntryAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("slug", "version", "state", "attempts", "last_error", "created_at")
    list_filter = (StateFilter,)
    search_fields = ("slug",)
    ordering = ("-pk",)
    show_full_result_count = False

    @display(  # type: ignore[untyped-decorator]  # unfold has no types
        description="State", label={"Waiting": "info", "Done": "success", "Given up": "danger"}
    )
    def state(self, entry: MirrorEntry) -> str:
        if entry.dead_at:
            return "Given up"
        return "Done" if entry.done_at else "Waiting"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_view_permission(self, request: HttpRequest, obj: MirrorEntry | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MirrorEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MirrorEntry | None = None) -> bool:
        return False
