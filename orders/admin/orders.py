"""The list of orders and the page of one, for merchants and for whoever runs the shop."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from accounts.lists.bounded import BoundedList
from accounts.own_pages import OwnPagesAdmin
from catalog.money import Money
from orders.admin.detail.page import forms_of, is_done
from orders.admin.listing.chips import chip
from orders.admin.listing.filters import AttentionFilter, SellerFilter, WorkFilter
from orders.admin.listing.pages import export_view, pick_list_address, pick_list_view
from orders.carriers import CARRIERS
from orders.errors import OrderNotFound, ShipmentRefused
from orders.models import Order
from orders.queries.selling.detail import read_sold_order
from orders.queries.selling.orders import seen_by
from orders.queries.selling.pick_list import MOST_PICKED
from orders.queries.selling.search import orders_with
from orders.services.ship_lines import ship_lines
from orders.states import FulfilmentState, OrderState, PaymentState

SHIP = "orders.add_fulfilment"


@admin.register(Order)
class OrderAdmin(BoundedList, OwnPagesAdmin):
    """Merchants see orders that hold their lines, and of those only their lines and what they come to."""

    templates = "orders/admin/detail"

    list_display = (
        "number",
        "placed",
        "buyer",
        "order_chip",
        "payment_chip",
        "fulfilment_chip",
        "shown_total",
    )
    list_filter = (
        WorkFilter,
        AttentionFilter,
        "order_state",
        "payment_state",
        "fulfilment_state",
        "placed_at",
        SellerFilter,
    )
    # Asked for by the search box alone; `get_search_results` does the finding.
    search_fields = ("number",)
    search_help_text = "Number, name, e-mail address, article or tracking number"
    ordering = ("-number",)
    list_per_page = 50
    actions = ("mark_as_shipped", "pick_list")
    list_before_template = "orders/admin/list_tools.html"

    class Media:
        css = {"all": ("orders/admin/order.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return seen_by(super().get_queryset(request), request.user)

    def of_merchants(self, rows: QuerySet[Order], merchant_ids: list[int]) -> QuerySet[Order]:
        """They are asked for by their merchants' numbers already."""
        return rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        return orders_with(queryset, request.user, search_term), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters that are offered: ?total_minor__gte=… would let a merchant guess others' earnings."""
        offered = {getattr(each, "parameter_name", each) for each in self.list_filter}
        return lookup.split("__")[0] in offered

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        """Nothing is edited; what is done to an order has permissions of its own."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_ship_permission(request)

    def has_ship_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(SHIP))

    def get_urls(self) -> list[URLPattern]:
        return [
            path("pick-list/", self._viewing(pick_list_view), name="orders_order_pick_list"),
            path("export.csv", self._viewing(self._export_view), name="orders_order_export"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The order with what can be done to it. It is no form of the admin's and no transaction is open."""
        order: Order = self.row(request, object_id)
        sold = read_sold_order(order, request.user)
        forms = forms_of(request, sold)
        if request.method == "POST" and is_done(request, forms):
            return HttpResponseRedirect(request.path)
        context = {
            "order": sold,
            "forms": forms,
            "chips": self._chips(order),
            "payments": self._payments(request, order),
            "carriers": [carrier.name for carrier in CARRIERS.values()],
        }
        return self.page(request, "page", str(order), context)

    def _chips(self, order: Order) -> list[SafeString | str]:
        """Of the states that say something: only what stands is shipped."""
        states: list[SafeString | str] = [self.order_chip(order), self.payment_chip(order)]
        if order.order_state == OrderState.CONFIRMED:
            states.append(self.fulfilment_chip(order))
        return states

    def _payments(self, request: HttpRequest, order: Order) -> list[Any]:
        """What providers said, for whoever runs the shop."""
        if not request.user.is_superuser:
            return []
        return list(order.payments.order_by("pk").prefetch_related("events"))

    def _viewing(self, view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        """A page to read, for those who may see orders."""

        def shown(request: HttpRequest) -> HttpResponseBase:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request)

        page: Callable[..., HttpResponseBase] = self.admin_site.admin_view(require_GET(shown))
        return page

    def _export_view(self, request: HttpRequest) -> HttpResponseBase:
        try:
            changes = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            # As Django's own list does with what it cannot filter by.
            return HttpResponseRedirect(f"{reverse('admin:orders_order_changelist')}?{ERROR_FLAG}=1")
        return export_view(request, changes)

    @admin.action(description="Mark as shipped", permissions=["ship"])
    def mark_as_shipped(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        chosen = list(queryset.order_by("number")[: MOST_PICKED + 1])
        if len(chosen) > MOST_PICKED:
            words = f"{MOST_PICKED} orders at most are marked as shipped at once."
            self.message_user(request, words, messages.ERROR)
            return
        for order in chosen:
            self._ship(request, order)

    @admin.action(description="Pick list", permissions=["view"])
    def pick_list(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse | None:
        chosen = list(queryset.order_by("number").values_list("pk", flat=True)[: MOST_PICKED + 1])
        if len(chosen) > MOST_PICKED:
            self.message_user(request, f"A pick list holds {MOST_PICKED} orders at most.", messages.ERROR)
            return None
        return HttpResponseRedirect(pick_list_address(chosen))

    def _ship(self, request: HttpRequest, order: Order) -> None:
        try:
            lines = ship_lines(order_id=order.public_id, actor=request.user, now=timezone.now())
        except (OrderNotFound, ShipmentRefused) as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            things = "1 line" if lines == 1 else f"{lines} lines"
            self.message_user(request, f"Order {order.number}: {things} marked as shipped.", messages.SUCCESS)

    @admin.display(description="Placed", ordering="placed_at")
    def placed(self, order: Order) -> SafeString:
        placed_at = timezone.localtime(order.placed_at)
        day, time = (date_format(placed_at, wanted) for wanted in ("j M Y", "H:i"))
        return format_html(
            '<span><span class="order-when">{},</span> <span class="order-when">{}</span></span>', day, time
        )

    @admin.display(description="Buyer")
    def buyer(self, order: Order) -> SafeString:
        name = order.shipping_address["name"]
        return format_html(
            '<span class="order-buyer">{}<span class="order-mail">{}</span></span>', name, order.email
        )

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
        return chip(FulfilmentState(order.shown_fulfilment))  # type: ignore[attr-defined]  # as above

    @admin.display(description="Total", ordering="shown_minor")
    def shown_total(self, order: Order) -> str:
        shown_minor: int = order.shown_minor  # type: ignore[attr-defined]  # annotated by seen_by
        return Money(shown_minor, order.currency).format()
