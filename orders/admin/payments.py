"""Payments that need a person, for whoever runs the shop: money that came and pays for nothing as it is."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from orders.errors import RefundRefused
from orders.models import Payment
from orders.queries.selling.money.held import set_aside_of
from orders.services.held.accept_held import accept_held
from orders.services.held.give_back_held import give_back_held
from orders.services.held.let_go_held import let_go_held
from orders.states import PaymentState


@admin.register(Payment)
class PaymentAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Read, and given back. Superusers alone: a payment is of a whole order, with the lines of several merchants."""

    list_display = ("order", "came", "due", "went_back", "state", "gateway", "created_at")
    list_filter = ("state", "gateway")
    search_fields = ("=order__number", "=reference")
    search_help_text = "Order number or the provider's own name of the payment"
    ordering = ("-pk",)
    list_per_page = 50
    list_select_related = ("order",)
    actions = ("give_money_back", "accept_what_came")
    fields = readonly_fields = (
        "order",
        "gateway",
        "reference",
        "state",
        "due",
        "came",
        "went_back",
        "created_at",
        "ask_at",
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Payment | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Payment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Payment | None = None) -> bool:
        return False

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without deleting, which Django offers of itself."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description="Give the held money back, or let it go", permissions=["refund"])
    def give_money_back(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        held = queryset.filter(state=PaymentState.HELD).select_related("order").prefetch_related("events")
        for payment in held:
            has_come = set_aside_of(payment) is None
            give_back = give_back_held if has_come else let_go_held
            try:
                refund = give_back(payment_id=payment.pk, actor=request.user, now=timezone.now())  # type: ignore[arg-type]  # superusers are users
            except RefundRefused as error:
                self.message_user(request, f"{payment.order}: {error}", messages.ERROR)
            else:
                said = (
                    f"{payment.order}: {refund.amount.format()} {'goes back' if has_come else 'is let go'}."
                )
                self.message_user(request, said, messages.SUCCESS)

    @admin.action(
        description="Be content with what was captured of what was authorised", permissions=["refund"]
    )
    def accept_what_came(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        for payment in queryset.filter(state=PaymentState.HELD).select_related("order"):
            try:
                refund = accept_held(payment_id=payment.pk, actor=request.user, now=timezone.now())  # type: ignore[arg-type]  # as above
            except RefundRefused as error:
                self.message_user(request, f"{payment.order}: {error}", messages.ERROR)
            else:
                said = f"{payment.order} is paid, without {refund.amount.format()}."
                self.message_user(request, said, messages.SUCCESS)

    @admin.display(description="Due", ordering="amount_minor")
    def due(self, payment: Payment) -> str:
        return payment.amount.format()

    @admin.display(description="Came", ordering="received_minor")
    def came(self, payment: Payment) -> str:
        return payment.received.format()

    @admin.display(description="Given back", ordering="refunded_minor")
    def went_back(self, payment: Payment) -> str:
        return payment.refunded.format()
