"""A merchant's part of orders: list and detail."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.pages import Page, address_of, page_of
from accounts.programs.views import ProgramView
from accounts.services.idempotency.claim_request import Answer
from accounts.states import Scope
from orders.api.merchant.filters import OwnOrdersQuery, narrowed
from orders.api.merchant.told import OwnOrderDetailSerializer, OwnOrderPageSerializer
from orders.errors import OrderNotFound
from orders.models import LARGEST_ID, Order
from orders.queries.programs.changes import read_changes
from orders.queries.selling.own_orders import OwnOrder, orders_with_lines_of, own_part, with_shipments

TAG = "merchant"


class OrdersView(ProgramView):
    """Another merchant's orders do not exist here."""

    read_scope = Scope.ORDERS_READ
    write_scope = Scope.ORDERS_WRITE

    def order(self, number: int) -> Order:
        """Raises OrderNotFound."""
        orders = orders_with_lines_of(self.merchant_id)
        order = orders.filter(number=number).first() if number <= LARGEST_ID else None
        if order is None:
            raise OrderNotFound("There is no order with this number.")
        return order

    def detail(self, number: int, status: int = 200) -> Answer:
        """The merchant's part as it is now, with its shipments. Raises OrderNotFound."""
        order = self.order(number)
        part = with_shipments(_part(order), order, self.merchant_id)
        return Answer(status, {}, rendered(OwnOrderDetailSerializer(part).data))


class OwnOrdersView(OrdersView):
    @extend_schema(
        operation_id="list_own_orders",
        summary="The merchant's part of orders, the newest first",
        description="With `updated_since` those that changed, each as it is now, and first what changed first: go on with "
        "`next` to the last page, then ask again from its `until`. Some orders may come again, with the same `updated_at` if "
        "nothing more has happened; none is left out.",
        parameters=[OwnOrdersQuery],
        responses=OwnOrderPageSerializer,
        tags=[TAG],
    )
    def get(self, request: Request) -> HttpResponse:
        query = OwnOrdersQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        orders = narrowed(orders_with_lines_of(self.merchant_id), asked, self.key.merchant)
        if "updated_since" in asked:
            return self._changed(request, orders, asked)
        return _told(page_of(request, orders, asked, by="number"))

    def _changed(self, request: Request, orders: QuerySet[Order], asked: dict[str, Any]) -> HttpResponse:
        changes = read_changes(
            orders, asked["updated_since"], asked.get("cursor"), limit=asked["limit"], now=timezone.now()
        )
        following = address_of(request, changes.following) if changes.following else None
        return _told(Page(changes.orders, following), until=changes.until)


class OwnOrderView(OrdersView):
    @extend_schema(
        operation_id="read_own_order",
        summary="The merchant's part of one order",
        description="404 `order_not_found`, also for one in which the merchant sells nothing.",
        responses=OwnOrderDetailSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        return response(self.detail(number))


def _told(page: Page[Order], **besides: object) -> HttpResponse:
    told = {"items": [_part(order) for order in page.items], "next": page.following, **besides}
    return response(Answer(200, page.links, rendered(OwnOrderPageSerializer(told).data)))


def _part(order: Order) -> OwnOrder:
    """Of an order out of `orders_with_lines_of`."""
    known: Any = order
    return replace(own_part(order, known.own_lines), updated_at=known.changed_at)
