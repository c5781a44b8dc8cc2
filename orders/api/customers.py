"""What the customer who is logged in has ordered."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from accounts.programs.answers import rendered, response
from accounts.programs.pages import PageQuery, page_of
from accounts.programs.sessions import CustomerView
from accounts.programs.texts import InstantField, OneOfField
from accounts.services.idempotency.claim_request import Answer
from catalog.programs.amounts import MoneySerializer
from orders.api.documents.orders import order_document
from orders.api.orders import TAG
from orders.api.told import OrderSerializer
from orders.errors import OrderNotFound
from orders.models import LARGEST_ID, Order
from orders.queries.buying.customer_orders import find_order_of
from orders.queries.buying.order import read_order
from orders.queries.selling.own_orders import changed_since
from orders.services.cancel_order import cancel_order
from orders.states import FulfilmentState, OrderState, PaymentState

STATES = ("order_state", "payment_state", "fulfilment_state")


class CustomerOrdersQuery(PageQuery):
    """Which of the customer's orders are wanted."""

    order_state = OneOfField(choices=OrderState.choices, required=False)
    payment_state = OneOfField(choices=PaymentState.choices, required=False)
    fulfilment_state = OneOfField(choices=FulfilmentState.choices, required=False)
    updated_since = InstantField(
        required=False, help_text="Only orders to which something has happened from then on."
    )


class OrderedSerializer(serializers.Serializer[Order]):
    """An order as one row of a list."""

    number = serializers.IntegerField()
    id = serializers.UUIDField(source="public_id", help_text="Whoever knows it may see the order.")
    url = serializers.SerializerMethodField(help_text="The whole order.")
    placed_at = InstantField()
    order_state = serializers.ChoiceField(choices=OrderState.choices)
    payment_state = serializers.ChoiceField(choices=PaymentState.choices)
    fulfilment_state = serializers.ChoiceField(choices=FulfilmentState.choices)
    total = MoneySerializer()

    def get_url(self, order: Order) -> str:
        return str(reverse("orders-api:customer-order", args=[order.number], request=self.context["request"]))


class OrderedPageSerializer(serializers.Serializer[Any]):
    items = OrderedSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="Of the next page; null for the last one.")


class CustomerOrdersView(CustomerView):
    @extend_schema(
        operation_id="list_customer_orders",
        summary="What the customer who is logged in has ordered, the newest first",
        description="Also what they ordered as a guest and took into their account. 403 `log_in_missing`.",
        parameters=[CustomerOrdersQuery],
        responses=OrderedPageSerializer,
        tags=[TAG],
    )
    def get(self, request: Request) -> HttpResponse:
        query = CustomerOrdersQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        states = {name: asked[name] for name in STATES if name in asked}
        orders: QuerySet[Order] = Order.objects.filter(user=self.customer, **states)
        if "updated_since" in asked:
            orders = changed_since(orders, asked["updated_since"])
        page = page_of(request, orders, asked, by="number")
        told = {"items": page.items, "next": page.following}
        body = OrderedPageSerializer(told, context={"request": request}).data
        return response(Answer(200, page.links, rendered(body)))


class OneOrderView(CustomerView):
    def told(self, number: int) -> HttpResponse:
        """The order as it is now. Raises OrderNotFound, also for another customer's."""
        order_id = find_order_of(self.customer, _known(number))
        order = read_order(order_id, now=timezone.now())
        return response(Answer(HTTPStatus.OK, {}, rendered(order_document(order))))


class CustomerOrderView(OneOrderView):
    @extend_schema(
        operation_id="read_customer_order",
        summary="An order of the customer who is logged in, by its number",
        description="404 `order_not_found`, also for another customer's. 403 `log_in_missing`.",
        responses=OrderSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        return self.told(number)


class CancelCustomerOrderView(OneOrderView):
    @extend_schema(
        operation_id="cancel_customer_order",
        summary="Give up an order of the customer who is logged in; what was paid goes back",
        description="May be repeated. 409 `cancellation_refused` once something of it was shipped, 404 `order_not_found`, "
        "also for another customer's, 403 `log_in_missing`, or `permission_denied` without `X-CSRFToken`.",
        request=None,
        responses=OrderSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        cancel_order(order_id=find_order_of(self.customer, _known(number)), now=timezone.now())
        return self.told(number)


def _known(number: int) -> int:
    """The number if an order can have it. OrderNotFound."""
    if number > LARGEST_ID:
        raise OrderNotFound("There is no such order.")
    return number
