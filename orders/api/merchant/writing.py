"""Money of an order that is taken, or of a merchant's part of it that goes back, and orders that are given up."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY, answer_once
from accounts.services.idempotency.claim_request import Answer
from catalog.money import Money
from orders.api.merchant.asked import NewRefundSerializer
from orders.api.merchant.told import OwnOrderDetailSerializer, OwnRefundSerializer, OwnRefundsSerializer
from orders.api.merchant.views import TAG, OrdersView
from orders.models import Order
from orders.services.cancel_own_order import cancel_own_order
from orders.services.captures.request_capture import request_capture
from orders.services.programs.worth_of_lines import worth_of_lines
from orders.services.refunds.request_refund import request_refund
from orders.states import RefundReason

A_LEG = OpenApiExample(
    "For a broken leg",
    {"amount": "25.00", "reason": "damaged", "lines": [{"line": 4711, "quantity": 1}]},
    request_only=True,
)
WHOLE_LINE = OpenApiExample(
    "All that was paid for a line that cannot be delivered",
    {"reason": "unavailable", "lines": [{"line": 4711, "quantity": 1}]},
    request_only=True,
)


class RefundsView(OrdersView):
    @extend_schema(
        operation_id="list_own_refunds",
        summary="What of the merchant's part of an order goes back, or has gone, the newest first",
        responses=OwnRefundsSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        refunds = self.order(number).refunds.filter(merchant=self.merchant_id).prefetch_related("lines")
        told = rendered(OwnRefundsSerializer({"items": refunds}).data)
        return response(Answer(HTTPStatus.OK, {}, told))

    @extend_schema(
        operation_id="refund_own_order",
        summary="Have money of the merchant's part go back to the buyer",
        description="It is `pending` until the payment provider has done it; webhooks tell of that. 409 `refund_refused` "
        "when the order is not paid, or the merchant's lines did not come to so much. Without an `amount` all goes back "
        "that the buyer paid for the pieces of `lines`; then 409 `refund_refused` names the `line` of which fewer are left. "
        "Pieces of `lines` that have not "
        "left the house are not sent any more, unless the reason is `goodwill`, and can be sold again, unless the line "
        "says `restock: false`.",
        parameters=[IDEMPOTENCY_KEY],
        request=NewRefundSerializer,
        responses={201: OwnRefundSerializer},
        examples=[A_LEG, WHOLE_LINE],
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
            amount=said["amount"] if "amount" in said else self._all_of(order, asked.quantities),
            reason=RefundReason(said["reason"]),
            note=said["note"],
            lines=asked.quantities,
            written_off=asked.written_off,
            now=timezone.now(),
        )
        return Answer(HTTPStatus.CREATED, {}, rendered(OwnRefundSerializer(refund).data))

    def _all_of(self, order: Order, quantities: dict[int, int]) -> Money:
        return worth_of_lines(order=order, merchant=self.key.merchant, quantities=quantities)


class CaptureView(OrdersView):
    @extend_schema(
        operation_id="capture_own_order",
        summary="Have the money that is authorised for an order be taken before it is shipped",
        description="All of it that was not refunded, also for the lines of others: providers take once and release the rest. "
        "Answers with the order as it is then, `authorised` until the payment provider has done it; webhooks tell of that "
        "as `order.paid`. 409 `capture_refused` when no authorised money waits, such as when it was taken before.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses=OwnOrderDetailSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        return answer_once(request, principal=self.key.prefix, work=lambda: self._capture(number))

    def _capture(self, number: int) -> Answer:
        request_capture(order_id=self.order(number).public_id, actor=self.key.merchant, now=timezone.now())
        return self.detail(number)


class OwnCancelView(OrdersView):
    @extend_schema(
        operation_id="cancel_own_order",
        summary="Give up an order that is the merchant's alone; what was paid goes back",
        description="May be repeated. 409 `cancellation_refused` once something of it was shipped, while the buyer's bank is "
        "deciding about its payment, or when others sell in it too: then give back the money of your own lines. Of an order that "
        "was shipped in part, and whose authorisation has ended since, what is left is not sent any more and can be sold again, "
        "and the order is `fulfilled`; 409 while its buyer is paying it anew.",
        request=None,
        responses=OwnOrderDetailSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        order = self.order(number)
        cancel_own_order(order=order, actor=self.key.merchant, now=timezone.now())
        return response(self.detail(number))
