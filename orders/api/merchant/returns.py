"""What comes back to a merchant: announced, received with what goes back on the shelf, or refused."""

from http import HTTPStatus

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY, answer_once
from accounts.services.idempotency.claim_request import Answer
from orders.api.asked import NewReturnSerializer
from orders.api.merchant.asked import AnswerSerializer, ReceivedSerializer
from orders.api.merchant.told import OwnReturnSerializer, OwnReturnsSerializer
from orders.api.merchant.views import TAG, OrdersView
from orders.errors import OrderNotFound
from orders.models import Order, Return
from orders.services.returns.announcing import Announcement
from orders.services.returns.decide_return import receive_return, refuse_return
from orders.services.returns.register_return import register_return
from orders.states import ReturnReason

MOST_RETURNS = 32_767
IT_CAME = OpenApiExample(
    "One of two can be sold again",
    {"lines": [{"line": 4711, "quantity": 1}], "answer": "It has come, thank you."},
    request_only=True,
)
A_LEG = OpenApiExample(
    "A loose leg",
    {"lines": [{"line": 4711, "quantity": 1}], "reason": "damaged"},
    request_only=True,
)


class OwnReturns(OrdersView):
    def returns(self, order: Order) -> QuerySet[Return]:
        return order.returns.filter(merchant=self.merchant_id).prefetch_related("lines__line")

    def returned(self, number: int, return_number: int) -> Return:
        """Raises OrderNotFound."""
        known = self.returns(self.order(number))
        found = known.filter(number=return_number).first() if return_number <= MOST_RETURNS else None
        if found is None:
            raise OrderNotFound("There is no such return.")
        return found

    def told(self, number: int, return_number: int, status: int = HTTPStatus.OK) -> Answer:
        """The return as it is now. Raises OrderNotFound."""
        returned = self.returned(number, return_number)
        return Answer(status, {}, rendered(OwnReturnSerializer(returned).data))


class ReturnsView(OwnReturns):
    @extend_schema(
        operation_id="list_own_returns",
        summary="What of the merchant's part of an order comes back, or has come",
        responses=OwnReturnsSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        returns = self.returns(self.order(number))
        return response(Answer(HTTPStatus.OK, {}, rendered(OwnReturnsSerializer({"items": returns}).data)))

    @extend_schema(
        operation_id="announce_own_return",
        summary="Write down that pieces of the merchant's lines come back",
        description="However long ago they were shipped. 409 `return_refused`, with the `line`, when fewer were shipped or "
        "some are announced already; then nothing has changed.",
        parameters=[IDEMPOTENCY_KEY],
        request=NewReturnSerializer,
        responses={201: OwnReturnSerializer},
        examples=[A_LEG],
        tags=[TAG],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        return answer_once(request, principal=self.key.prefix, work=lambda: self._announce(number))

    def _announce(self, number: int) -> Answer:
        order, asked = self.order(number), self.asked(NewReturnSerializer)
        said = asked.validated_data
        announcement = Announcement(reason=ReturnReason(said["reason"]), note=said["note"], at=timezone.now())
        (announced,) = register_return(
            order_id=order.public_id,
            actor=self.key.merchant,
            quantities=asked.quantities,
            announcement=announcement,
        )
        return self.told(number, announced.number, HTTPStatus.CREATED)


class ReceiveView(OwnReturns):
    @extend_schema(
        operation_id="receive_own_return",
        summary="Say that a return has come, and put pieces of it back into stock",
        description="Money goes back by a refund of its own. 409 `return_refused` when it was decided before, or with the "
        "`line` of which fewer came; 404 `order_not_found` for a line that is not in it.",
        parameters=[IDEMPOTENCY_KEY],
        request=ReceivedSerializer,
        responses=OwnReturnSerializer,
        examples=[IT_CAME],
        tags=[TAG],
    )
    def post(self, request: Request, number: int, return_number: int) -> HttpResponse:
        return answer_once(
            request, principal=self.key.prefix, work=lambda: self._receive(number, return_number)
        )

    def _receive(self, number: int, return_number: int) -> Answer:
        returned, asked = self.returned(number, return_number), self.asked(ReceivedSerializer)
        receive_return(
            return_id=returned.public_id,
            actor=self.key.merchant,
            restocked=asked.quantities,
            answer=asked.validated_data["answer"],
            now=timezone.now(),
        )
        return self.told(number, return_number)


class RefuseView(OwnReturns):
    @extend_schema(
        operation_id="refuse_own_return",
        summary="Refuse a return; its pieces may be announced anew",
        description="409 `return_refused` when it was decided before.",
        parameters=[IDEMPOTENCY_KEY],
        request=AnswerSerializer,
        responses=OwnReturnSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, number: int, return_number: int) -> HttpResponse:
        return answer_once(
            request, principal=self.key.prefix, work=lambda: self._refuse(number, return_number)
        )

    def _refuse(self, number: int, return_number: int) -> Answer:
        returned, asked = self.returned(number, return_number), self.asked(AnswerSerializer)
        refuse_return(
            return_id=returned.public_id,
            actor=self.key.merchant,
            answer=asked.validated_data["answer"],
            now=timezone.now(),
        )
        return self.told(number, return_number)
