"""A merchant's part of orders: list and detail."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.strict import StrictSerializer
from accounts.programs.views import ProgramView
from accounts.services.idempotency.claim_request import Answer
from accounts.states import Scope
from orders.api.merchant.told import OwnOrderDetailSerializer, OwnOrderPageSerializer
from orders.errors import OrderNotFound
from orders.models import LARGEST_ID, Order
from orders.queries.selling.own_orders import (
    OwnOrder,
    changed_since,
    orders_with_lines_of,
    own_part,
    shipped_like,
    with_shipments,
)
from orders.states import FulfilmentState, OrderState, PaymentState

TAG = "merchant"
MOST_ORDERS = 100


class OwnOrdersQuery(StrictSerializer):
    """Which of the merchant's orders are wanted."""

    order_state = serializers.ChoiceField(choices=OrderState.choices, required=False)
    payment_state = serializers.ChoiceField(choices=PaymentState.choices, required=False)
    fulfilment_state = serializers.ChoiceField(
        choices=FulfilmentState.choices, required=False, help_text="Of the merchant's part."
    )
    updated_since = serializers.DateTimeField(
        required=False, help_text="Only orders to which something has happened from then on."
    )
    cursor = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST_ID, help_text="Out of `next` of the page before."
    )
    limit = serializers.IntegerField(default=24, min_value=1, max_value=MOST_ORDERS)


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
        orders = orders_with_lines_of(self.merchant_id)
        states = {name: asked[name] for name in ("order_state", "payment_state") if name in asked}
        orders = orders.filter(**states)
        if "fulfilment_state" in asked:
            orders = shipped_like(orders, asked["fulfilment_state"], self.merchant_id)
        if "updated_since" in asked:
            orders = changed_since(orders, asked["updated_since"])
        if "cursor" in asked:
            orders = orders.filter(number__lt=asked["cursor"])
        page = list(orders[: asked["limit"] + 1])
        items = page[: asked["limit"]]
        following = self._address(items[-1].number) if len(page) > len(items) else None
        body = OwnOrderPageSerializer({"items": [_part(order) for order in items], "next": following}).data
        links = {"Link": f'<{following}>; rel="next"'} if following else {}
        return response(Answer(200, links, rendered(body)))

    def _address(self, cursor: int) -> str:
        asked = self.request.query_params.copy()
        asked["cursor"] = str(cursor)
        return f"{self.request.build_absolute_uri(self.request.path)}?{asked.urlencode()}"


class OwnOrderView(OrdersView):
    @extend_schema(
        operation_id="read_own_order",
        summary="The merchant's part of one order",
        responses=OwnOrderDetailSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        return response(self.detail(number))


def _part(order: Order) -> OwnOrder:
    return own_part(order, order.own_lines)  # type: ignore[attr-defined]  # prefetched by orders_with_lines_of
