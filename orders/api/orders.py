"""Placed orders for whoever knows their address."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.services.idempotency.claim_request import Answer
from orders.api.told import OrderSerializer, PaymentPlaceSerializer
from orders.api.views import ShopperView
from orders.queries.buying.order import read_order
from orders.services.cancel_order import cancel_order
from orders.services.payments.start_payment import start_payment

TAG = "orders"


class HeldOrderView(ShopperView):
    def told(self, order_id: UUID) -> HttpResponse:
        """The order as it is now. Raises OrderNotFound."""
        order = read_order(order_id, now=timezone.now())
        return response(Answer(200, {}, rendered(OrderSerializer(order).data)))


class OrderView(HeldOrderView):
    @extend_schema(
        operation_id="read_order",
        summary="An order as its buyer sees it",
        responses=OrderSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, order_id: UUID) -> HttpResponse:
        return self.told(order_id)


class PayView(ShopperView):
    @extend_schema(
        operation_id="pay_order",
        summary="Where an order is paid, also after a payment was declined",
        description="May be repeated: a payment that waits is gone on with. 409 `payment_refused` when it is paid, given "
        "up or too late, 503 `gateway_fault` when the payment provider does not answer.",
        request=None,
        responses=PaymentPlaceSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, order_id: UUID) -> HttpResponse:
        url = start_payment(order_id=order_id, now=timezone.now())
        document = {"payment_url": request.build_absolute_uri(url)}
        return response(Answer(200, {}, rendered(PaymentPlaceSerializer(document).data)))


class CancelView(HeldOrderView):
    @extend_schema(
        operation_id="cancel_order",
        summary="Give up an order; what was paid goes back",
        description="May be repeated. 409 `cancellation_refused` once something of it was shipped, or while money for it is "
        "being looked at.",
        request=None,
        responses=OrderSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, order_id: UUID) -> HttpResponse:
        cancel_order(order_id=order_id, now=timezone.now())
        return self.told(order_id)
