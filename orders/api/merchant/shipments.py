"""What of a merchant's part of an order left the house, and how it is followed."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY, answer_once
from accounts.services.idempotency.claim_request import Answer
from orders.api.merchant.asked import NewFulfilmentSerializer, TrackingSerializer
from orders.api.merchant.told import OwnOrderDetailSerializer, OwnShipmentsSerializer
from orders.api.merchant.views import TAG, OrdersView
from orders.errors import OrderNotFound
from orders.queries.parcels.shipments import read_shipments
from orders.services.fulfilment.change_tracking import change_tracking
from orders.services.fulfilment.fulfil import fulfil

MOST_SHIPMENTS = 32_767
A_PARCEL = OpenApiExample(
    "A parcel",
    {"lines": [{"line": 4711, "quantity": 1}], "carrier": "dhl", "tracking_number": "00340434161094000000"},
    request_only=True,
)


class FulfilmentsView(OrdersView):
    @extend_schema(
        operation_id="list_own_fulfilments",
        summary="What the merchant has shipped of an order",
        responses=OwnShipmentsSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        shipments = read_shipments(self.order(number).fulfilments.filter(merchant=self.merchant_id))
        told = rendered(OwnShipmentsSerializer({"items": shipments}).data)
        return response(Answer(HTTPStatus.OK, {}, told))

    @extend_schema(
        operation_id="fulfil_own_order",
        summary="Say that pieces of the merchant's lines have left the house in a parcel",
        description="Answers with the order as it is then. 409 `shipment_refused`, with the `line` or `field` that was wrong, "
        "when the order is not paid or fewer are left to ship, `payment_disputed` while the buyer's bank is deciding about its "
        "payment; then nothing has changed.",
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


class TrackingView(OrdersView):
    @extend_schema(
        operation_id="track_own_fulfilment",
        summary="Write anew by whom a shipment is carried and how it is followed",
        description="May be repeated. A correction is told to the buyer by e-mail, and to webhooks as "
        "`order.tracking_changed`. 409 `shipment_refused`, with the `field`, for what cannot be kept, 404 "
        "`order_not_found`, also for another merchant's shipment.",
        request=TrackingSerializer,
        responses=OwnOrderDetailSerializer,
        tags=[TAG],
    )
    def put(self, request: Request, number: int, shipment_number: int) -> HttpResponse:
        order, said = self.order(number), self.asked(TrackingSerializer).validated_data
        if shipment_number > MOST_SHIPMENTS:
            raise OrderNotFound("There is no such shipment.")
        change_tracking(
            order_id=order.public_id,
            number=shipment_number,
            actor=self.key.merchant,
            **said,
            now=timezone.now(),
        )
        return response(self.detail(number))
