"""A merchant's webhooks: where they lead, what was sent to them, and sending something again."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.api.told import DeliveryPageSerializer, DeliverySerializer, WebhooksSerializer
from accounts.errors import DeliveryUnderWay, EndpointNotFound
from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY, answer_once
from accounts.programs.pages import LARGEST_NUMBER, PageQuery, page_of
from accounts.programs.texts import OneOfField
from accounts.programs.views import ProgramView
from accounts.services.idempotency.claim_request import Answer
from accounts.services.webhooks.send_again import send_again
from accounts.states import DeliveryState, Scope, WebhookEvent

TAG = "webhooks"


class DeliveriesQuery(PageQuery):
    """Which messages are wanted."""

    state = OneOfField(choices=DeliveryState.choices, required=False)
    event = OneOfField(choices=WebhookEvent.choices, required=False)


class WebhookView(ProgramView):
    """What webhooks tell is about orders, so keys for orders open this. Another merchant's do not exist here."""

    read_scope = Scope.ORDERS_READ
    write_scope = Scope.ORDERS_WRITE

    def endpoint(self, endpoint_id: int) -> WebhookEndpoint:
        """Raises EndpointNotFound."""
        own = WebhookEndpoint.objects.filter(merchant=self.merchant_id)
        found = own.filter(pk=endpoint_id).first() if endpoint_id <= LARGEST_NUMBER else None
        if found is None:
            raise EndpointNotFound("There is no webhook with this number.")
        return found


class WebhooksView(WebhookView):
    @extend_schema(
        operation_id="list_webhooks",
        summary="The merchant's webhooks, the newest first",
        description="Owners make them in the admin, ten at most.",
        responses=WebhooksSerializer,
        tags=[TAG],
    )
    def get(self, request: Request) -> HttpResponse:
        own = WebhookEndpoint.objects.filter(merchant=self.merchant_id)
        return response(Answer(HTTPStatus.OK, {}, rendered(WebhooksSerializer({"items": own}).data)))


class DeliveriesView(WebhookView):
    @extend_schema(
        operation_id="list_webhook_deliveries",
        summary="What a webhook was told in the last month, the newest first",
        description="404 `webhook_not_found`.",
        parameters=[DeliveriesQuery],
        responses=DeliveryPageSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, endpoint_id: int) -> HttpResponse:
        query = DeliveriesQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        wanted = {name: asked[name] for name in ("state", "event") if name in asked}
        deliveries = self.endpoint(endpoint_id).deliveries.filter(**wanted)
        page = page_of(request, deliveries, asked, by="pk")
        told = {"items": page.items, "next": page.following}
        return response(Answer(HTTPStatus.OK, page.links, rendered(DeliveryPageSerializer(told).data)))


class SendAgainView(WebhookView):
    @extend_schema(
        operation_id="send_webhook_delivery_again",
        summary="Have a message sent once more that has arrived or was given up",
        description="Under the id that it has. 409 `delivery_under_way` while it is sent anyhow, 404 `webhook_not_found`.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: DeliverySerializer},
        tags=[TAG],
    )
    def post(self, request: Request, endpoint_id: int, message_id: str) -> HttpResponse:
        delivery = self.delivery(self.endpoint(endpoint_id), message_id)
        return answer_once(request, principal=self.key.prefix, work=lambda: self._again(delivery))

    def delivery(self, endpoint: WebhookEndpoint, message_id: str) -> WebhookDelivery:
        """Raises EndpointNotFound."""
        # What cannot be printed cannot even be asked for.
        known = endpoint.deliveries.filter(message_id=message_id) if message_id.isprintable() else None
        found = known.first() if known is not None else None
        if found is None:
            raise EndpointNotFound("This webhook had no such message.")
        return found

    def _again(self, delivery: WebhookDelivery) -> Answer:
        if not send_again(delivery_id=delivery.pk, now=timezone.now()):
            raise DeliveryUnderWay("It is on its way already.")
        delivery.refresh_from_db()
        return Answer(HTTPStatus.ACCEPTED, {}, rendered(DeliverySerializer(delivery).data))
