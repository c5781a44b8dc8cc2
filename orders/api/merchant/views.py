"""A merchant's part of orders: list and detail."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.pages import page_of
from accounts.programs.views import ProgramView
from accounts.services.idempotency.claim_request import Answer
from accounts.states import Scope
from orders.api.merchant.filters import OwnOrdersQuery, narrowed
from orders.api.merchant.told import OwnOrderDetailSerializer, OwnOrderPageSerializer
from orders.errors import OrderNotFound
from orders.models import LARGEST_ID, Order
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
        parameters=[OwnOrdersQuery],
        responses=OwnOrderPageSerializer,
        tags=[TAG],
    )
    def get(self, request: Request) -> HttpResponse:
        query = OwnOrdersQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        orders = narrowed(orders_with_lines_of(self.merchant_id), asked, self.key.merchant)
        page = page_of(request, orders, asked, by="number")
        told = {"items": [_part(order) for order in page.items], "next": page.following}
        return response(Answer(200, page.links, rendered(OwnOrderPageSerializer(told).data)))


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


def _part(order: Order) -> OwnOrder:
    return own_part(order, order.own_lines)  # type: ignore[attr-defined]  # prefetched by orders_with_lines_of
