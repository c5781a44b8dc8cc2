"""What a merchant's program does about its part of an order: ship, give money back, give up."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY, answer_once
from accounts.services.idempotency.claim_request import Answer
from orders.api.merchant.asked import NewFulfilmentSerializer, NewRefundSerializer
from orders.api.merchant.told import OwnOrderDetailSerializer, OwnRefundSerializer
from orders.api.merchant.views import TAG, OrdersView
from orders.services.fulfilment.fulfil import fulfil
from orders.services.programs.cancel_own_order import cancel_own_order
from orders.services.refunds.request_refund import request_refund
from orders.states import RefundReason

A_PARCEL = OpenApiExample(
    "A parcel",
    {"lines": [{"line": 4711, "quantity": 1}], "carrier": "dhl", "tracking_number": "00340434161094000000"},
    request_only=True,
)


class FulfilmentsView(OrdersView):
    @extend_schema(
        operation_id="fulfil_own_order",
        summary="Say that pieces of the merchant's lines have left the house in a parcel",
        description="Answers with the order as it is then. 409 `shipment_refused`, with the `line` or `field` that was wrong, "
        "when the order is not paid or fewer are left to ship; then nothing has changed.",
        parameters=[IDEMPOTENCY_KEY],
        request=NewFulfilmentSerializer,
        responses={201: OwnOrderDetailSerializer},
        examples=[A_PARCEL],
        tags=[TAG],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        return answer_once(request, principal=self.key.prefix, work=lambda: self._fulfil(number))

    def _fulfil(self, number: int) -> Answer:
        order, asked = self.order(number), self.asked(NewFulfilmentSerializer)
        said = asked.validated_data
        fulfil(
            order_id=order.public_id,
            actor=self.key.merchant,
            quantities=asked.quantities,
            carrier=said["carrier"],
            tracking_number=said["tracking_number"],
            tracking_url=said["tracking_url"],
            now=timezone.now(),
        )
        return self.detail(number, HTTPStatus.CREATED)


class RefundsView(OrdersView):
    @extend_schema(
        operation_id="refund_own_order",
        summary="Have money of the merchant's part go back to the buyer",
        description="It is `pending` until the payment provider has done it; webhooks tell of that. 409 `refund_refused` "
        "when the order is not paid, or the merchant's lines did not come to so much. Pieces of `lines` that have not "
        "left the house are not sent any more and can be sold again, unless the reason is `goodwill`.",
        parameters=[IDEMPOTENCY_KEY],
        request=NewRefundSerializer,
        responses={201: OwnRefundSerializer},
        tags=[TAG],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        return answer_once(request, principal=self.key.prefix, work=lambda: self._refund(number))

    def _refund(self, number: int) -> Answer:
        order, asked = self.order(number), self.asked(NewRefundSerializer)
        said = asked.validated_data
        refund = request_refund(
            order_id=order.public_id,
            actor=self.key.merchant,
            amount=said["amount"],
            reason=RefundReason(said["reason"]),
            note=said["note"],
            lines=asked.quantities,
            now=timezone.now(),
        )
        return Answer(HTTPStatus.CREATED, {}, rendered(OwnRefundSerializer(refund).data))


class OwnCancelView(OrdersView):
    @extend_schema(
        operation_id="cancel_own_order",
        summary="Give up an order that is the merchant's alone; what was paid goes back",
        description="May be repeated. 409 `cancellation_refused` once something of it was shipped, or when others sell in "
        "it too: then give back the money of your own lines.",
        request=None,
        responses=OwnOrderDetailSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        order = self.order(number)
        cancel_own_order(order=order, merchant_id=self.merchant_id, now=timezone.now())
        return response(self.detail(number))
