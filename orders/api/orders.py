"""Placed orders for whoever knows their address."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY, answer_once
from accounts.services.idempotency.claim_request import Answer
from orders.api.asked import NewReturnSerializer
from orders.api.documents.orders import order_document
from orders.api.told import OrderSerializer, PaymentPlaceSerializer
from orders.api.views import ShopperView
from orders.errors import OrderNotFound
from orders.models import Order
from orders.queries.buying.order import read_order
from orders.services.cancel_order import cancel_order
from orders.services.payments.start_payment import start_payment
from orders.services.returns.announcing import Announcement
from orders.services.returns.request_return import request_return
from orders.states import ReturnReason

TAG = "orders"
LOOSE_LEG = OpenApiExample(
    "A loose leg",
    {"lines": [{"line": 4711, "quantity": 1}], "reason": "damaged", "note": "A leg is loose."},
    request_only=True,
)


class HeldOrderView(ShopperView):
    def told(self, order_id: UUID, status: int = HTTPStatus.OK) -> Answer:
        """The order as it is now. Raises OrderNotFound."""
        order = read_order(order_id, now=timezone.now())
        return Answer(status, {}, rendered(order_document(order)))


class OrderView(HeldOrderView):
    @extend_schema(
        operation_id="read_order",
        summary="An order as its buyer sees it",
        description="404 `order_not_found`.",
        responses=OrderSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, order_id: UUID) -> HttpResponse:
        return response(self.told(order_id))


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
        return response(Answer(HTTPStatus.OK, {}, rendered({"payment_url": request.build_absolute_uri(url)})))


class CancelView(HeldOrderView):
    @extend_schema(
        operation_id="cancel_order",
        summary="Give up an order; what was paid goes back",
        description="May be repeated. 409 `cancellation_refused` once something of it was shipped, or while money for it is "
        "being looked at, here or by the buyer's bank.",
        request=None,
        responses=OrderSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, order_id: UUID) -> HttpResponse:
        cancel_order(order_id=order_id, now=timezone.now())
        return response(self.told(order_id))


class ReturnsView(HeldOrderView):
    @extend_schema(
        operation_id="announce_return",
        summary="Say that some of an order comes back",
        description="Answers with the order as it is then. 409 `return_refused`, with the `line`, when fewer were shipped, "
        "some are announced already or too much time has gone by; `returnable_quantity` of each line says how many may.",
        parameters=[IDEMPOTENCY_KEY],
        request=NewReturnSerializer,
        responses={201: OrderSerializer},
        examples=[LOOSE_LEG],
        tags=[TAG],
    )
    def post(self, request: Request, order_id: UUID) -> HttpResponse:
        if not Order.objects.filter(public_id=order_id).exists():
            raise OrderNotFound("There is no such order.")
        return answer_once(request, principal=f"order {order_id}", work=lambda: self._announce(order_id))

    def _announce(self, order_id: UUID) -> Answer:
        asked = self.asked(NewReturnSerializer)
        said = asked.validated_data
        announcement = Announcement(reason=ReturnReason(said["reason"]), note=said["note"], at=timezone.now())
        request_return(order_id=order_id, quantities=asked.quantities, announcement=announcement)
        return self.told(order_id, HTTPStatus.CREATED)
