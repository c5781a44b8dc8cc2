"""The lines of an order, as its page in the admin lists them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import TabularInline

from accounts.tenancy import TenantAdmin
from catalog.money import Money
from orders.models import Order, OrderLine
from orders.queries.posters import poster_url


class OrderLineInline(TenantAdmin, TabularInline):  # type: ignore[misc]  # unfold has no types
    model = OrderLine
    verbose_name_plural = "What was bought"
    fields = readonly_fields = (
        "poster",
        "bought",
        "sku",
        "quantity",
        "unit",
        "line_total",
        "merchant",
        "shipped_at",
    )
    extra = 0
    max_num = 0
    can_delete = False
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderLine]:
        lines: QuerySet[OrderLine] = super().get_queryset(request)
        return lines.select_related("order", "merchant")

    def has_add_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    @admin.display(description="")
    def poster(self, line: OrderLine) -> SafeString | str:
        if not line.poster_key:
            return "\u2013"
        return format_html(
            '<img class="order-thumb" src="{}" width="56" height="56" alt="" loading="lazy">',
            poster_url(line.poster_key),
        )

    @admin.display(description="Product")
    def bought(self, line: OrderLine) -> str:
        return line.name

    @admin.display(description="Each")
    def unit(self, line: OrderLine) -> str:
        return Money(line.unit_minor, line.order.currency).format()

    @admin.display(description="Total")
    def line_total(self, line: OrderLine) -> str:
        return Money(line.total_minor, line.order.currency).format()
