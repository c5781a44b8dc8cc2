"""E-mails to buyers, for whoever runs the shop: what was sent, what waits, and what was given up."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from orders.models import OutgoingMail
from orders.services.mail.try_again import try_again


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Neither addresses nor words stand here; both are the order's."""

    list_display = ("order", "kind", "state", "due_at", "sent_at", "tries", "last_error")
    list_select_related = ("order",)
    list_filter = ("state", "kind", "due_at")
    search_fields = ("=order__number",)
    search_help_text = "Order number"
    list_per_page = 50
    actions = ("send_again",)
    fields = readonly_fields = (
        "order",
        "kind",
        "state",
        "due_at",
        "claimed_at",
        "sent_at",
        "tries",
        "last_error",
        "message_id",
        "public_id",
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        return False

    @admin.action(description="Try again what was given up", permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True))
        tried = sum(try_again(mail_id=mail_id, now=timezone.now()) for mail_id in ids)
        self.message_user(request, f"{tried} of {len(ids)} are tried again.", messages.SUCCESS)
