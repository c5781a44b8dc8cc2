"""The list of orders and the page of one, for merchants and for whoever runs the shop."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from accounts.tenancy import TenantAdmin
from catalog.money import Money
from orders.admin.lines import OrderLineInline
from orders.errors import OrderNotFound, ShipmentRefused
from orders.models import Order, Payment
from orders.queries.merchant_orders import seen_by
from orders.queries.order import address_lines
from orders.services.ship_lines import ship_lines
from orders.states import FulfilmentState, OrderState, PaymentState

TONES: dict[str, str] = {
    OrderState.PLACED: "waiting",
    OrderState.CONFIRMED: "good",
    PaymentState.PENDING: "waiting",
    PaymentState.CAPTURED: "good",
    PaymentState.FAILED: "bad",
    PaymentState.HELD: "bad",
    FulfilmentState.PARTLY_FULFILLED: "waiting",
    FulfilmentState.FULFILLED: "good",
}


def chip(state: models.TextChoices) -> SafeString:
    """A state in its own words, coloured by what it asks of the reader."""
    return format_html(
        '<span class="order-chip order-chip--{}">{}</span>', TONES.get(state, "plain"), state.label
    )


class HeldPaymentFilter(admin.SimpleListFilter):
    """Orders with money that a person must look at, also when another payment paid them."""

    title = "attention"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [("held", "Needs a person")] if request.user.is_superuser else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        held = Payment.objects.filter(order=OuterRef("pk"), state=PaymentState.HELD)
        return queryset.filter(Exists(held)) if self.value() == "held" else queryset


@admin.register(Order)
class OrderAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Merchants see orders that hold their lines, and of those only their lines and what they come to."""

    list_display = (
        "number",
        "placed_at",
        "email",
        "order_chip",
        "payment_chip",
        "fulfilment_chip",
        "shown_total",
    )
    list_filter = ("order_state", "payment_state", "fulfilment_state", HeldPaymentFilter, "placed_at")
    search_fields = ("=number", "email")
    search_help_text = "Order number or e-mail address"
    ordering = ("-number",)
    list_per_page = 50
    actions = ("mark_as_shipped",)
    inlines = (OrderLineInline,)
    change_form_outer_before_template = "orders/admin/ship.html"

    class Media:
        css = {"all": ("orders/admin/order.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return seen_by(super().get_queryset(request), request.user)

    def get_fieldsets(self, request: HttpRequest, obj: Order | None = None) -> list[tuple[str | None, Any]]:
        own = ("number", "placed_at", "order_chip", "payment_chip", "fulfilment_chip", "shown_total")
        buyer = ("email", "address")
        if not request.user.is_superuser:
            return [(None, {"fields": own}), ("Send to", {"fields": buyer})]
        return [
            (None, {"fields": own}),
            ("Send to", {"fields": buyer}),
            ("Sums", {"fields": ("goods", "shipping")}),
            ("Payments", {"fields": ("payment_story",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Order | None = None) -> list[str]:
        return [name for _, options in self.get_fieldsets(request, obj) for name in options["fields"]]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters that are offered: ?total_minor__gte=… would let a merchant guess others' earnings."""
        return lookup.split("__")[0] in {name for name in self.list_filter if isinstance(name, str)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_ship_permission(request)

    def has_ship_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.change_order")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        order: Order = kwargs["obj"]
        has_unshipped: bool = order.has_unshipped  # type: ignore[attr-defined]  # annotated by seen_by
        if order.order_state == OrderState.CONFIRMED and has_unshipped and self.has_ship_permission(request):
            context["ship_url"] = reverse("admin:orders_order_ship", args=[order.pk])
        page: HttpResponse = super().render_change_form(request, context, **kwargs)
        return page

    def get_urls(self) -> list[URLPattern]:
        ship = self.admin_site.admin_view(require_POST(self._ship_view))
        return [path("<int:pk>/ship/", ship, name="orders_order_ship"), *super().get_urls()]

    @admin.action(description="Mark as shipped", permissions=["ship"])
    def mark_as_shipped(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        for order in queryset.order_by("number"):
            self._ship(request, order)

    def _ship_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_ship_permission(request):
            return HttpResponse("You may not do this.", status=403, content_type="text/plain")
        self._ship(request, order)
        return redirect("admin:orders_order_change", pk)

    def _ship(self, request: HttpRequest, order: Order) -> None:
        try:
            lines = ship_lines(order_id=order.public_id, actor=request.user, now=timezone.now())
        except (OrderNotFound, ShipmentRefused) as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            things = "1 line" if lines == 1 else f"{lines} lines"
            self.message_user(request, f"Order {order.number}: {things} marked as shipped.", messages.SUCCESS)

    @admin.display(description="Order", ordering="order_state")
    def order_chip(self, order: Order) -> SafeString:
        return chip(OrderState(order.order_state))

    @admin.display(description="Payment", ordering="payment_state")
    def payment_chip(self, order: Order) -> SafeString:
        needs_person: bool = order.needs_person  # type: ignore[attr-defined]  # annotated by seen_by
        return chip(PaymentState.HELD if needs_person else PaymentState(order.payment_state))

    @admin.display(description="Shipment", ordering="fulfilment_state")
    def fulfilment_chip(self, order: Order) -> SafeString | str:
        """Of the part that is shown: a merchant has shipped when all of their own lines are."""
        if order.order_state != OrderState.CONFIRMED:
            return "\u2013"
        has_unshipped: bool = order.has_unshipped  # type: ignore[attr-defined]  # annotated by seen_by
        return chip(FulfilmentState(order.fulfilment_state) if has_unshipped else FulfilmentState.FULFILLED)

    @admin.display(description="Total", ordering="shown_minor")
    def shown_total(self, order: Order) -> str:
        shown_minor: int = order.shown_minor  # type: ignore[attr-defined]  # annotated by seen_by
        return Money(shown_minor, order.currency).format()

    @admin.display(description="Address")
    def address(self, order: Order) -> SafeString:
        return format_html_join(
            "\n", "<div>{}</div>", ((part,) for part in address_lines(order.shipping_address))
        )

    @admin.display(description="Goods")
    def goods(self, order: Order) -> str:
        return Money(order.lines_minor, order.currency).format()

    @admin.display(description="Shipping")
    def shipping(self, order: Order) -> str:
        return f"{Money(order.shipping_minor, order.currency).format()} ({order.shipping_method})"

    @admin.display(description="What happened")
    def payment_story(self, order: Order) -> str:
        payments = order.payments.order_by("pk").prefetch_related("events")
        return render_to_string("orders/admin/payments.html", {"payments": payments})
