"""What webhooks tell of orders, for the OpenAPI document: `services.programs.announce` writes it."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from accounts.programs.texts import InstantField
from accounts.states import WebhookEvent
from catalog.programs.amounts import MoneySerializer
from orders.states import (
    FulfilmentState,
    OrderState,
    PaymentState,
    RefundReason,
    RefundState,
    ReturnReason,
    ReturnState,
)

Told = serializers.Serializer[Any]


class AnnouncedLineSerializer(Told):
    """A line of the merchant's."""

    id = serializers.IntegerField()
    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    total = MoneySerializer()
    shipped_quantity = serializers.IntegerField()
    returned_quantity = serializers.IntegerField()


class AnnouncedOrderSerializer(Told):
    """The merchant's part of an order when it happened. Where it goes is read under its number, with a key."""

    number = serializers.IntegerField()
    placed_at = InstantField()
    order_state = serializers.ChoiceField(choices=OrderState.choices)
    payment_state = serializers.ChoiceField(choices=PaymentState.choices)
    fulfilment_state = serializers.ChoiceField(choices=FulfilmentState.choices)
    is_disputed = serializers.BooleanField(
        help_text="Whether the buyer's bank is deciding about the payment, so that nothing may be shipped."
    )
    total = MoneySerializer()
    lines = AnnouncedLineSerializer(many=True)


class AnnouncedShipmentSerializer(Told):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    carrier = serializers.CharField()
    tracking_number = serializers.CharField()


class AnnouncedRefundSerializer(Told):
    id = serializers.UUIDField()
    amount = MoneySerializer()
    state = serializers.ChoiceField(choices=RefundState.choices)
    reason = serializers.ChoiceField(choices=RefundReason.choices)


class AnnouncedReturnSerializer(Told):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ReturnState.choices)
    reason = serializers.ChoiceField(choices=ReturnReason.choices)


class ParticularsSerializer(Told):
    """What it is about, where it concerns this merchant alone; empty otherwise."""

    shipment = AnnouncedShipmentSerializer(required=False)
    refund = AnnouncedRefundSerializer(required=False)
    amount_minor = serializers.IntegerField(required=False, help_text="Of the refund.")
    withdrawn = serializers.IntegerField(
        required=False, help_text="How many pieces are refunded and therefore not sent any more."
    )
    returned = serializers.IntegerField(
        required=False, help_text="The number of the return that is paid for."
    )
    released = serializers.BooleanField(
        required=False, help_text="True when nothing had to go back, because so much less was captured."
    )

    def get_fields(self) -> dict[str, Any]:
        # No name that Python lets an attribute have.
        return {**super().get_fields(), "return": AnnouncedReturnSerializer(required=False)}


class AnnouncementSerializer(Told):
    order = AnnouncedOrderSerializer()
    particulars = ParticularsSerializer()


class MessageSerializer(Told):
    """The body of a message. Members may be added; what is not known is to be passed over."""

    type = serializers.ChoiceField(choices=WebhookEvent.choices)
    timestamp = InstantField(help_text="When it happened.")
    data = AnnouncementSerializer()  # type: ignore[assignment]  # fields are no attributes


ARRIVED = OpenApiResponse(
    description="Any 2xx within 15 seconds: it has arrived. 410 turns the webhook off; after anything else, redirects among "
    "it, the message comes again seven times over a day."
)
TOLD = "Signed as in Standard Webhooks 1.0.0. Messages may come twice, and in another order than things happened."


def _webhook(event: WebhookEvent) -> OpenApiWebhook:
    return OpenApiWebhook(
        name=event.value,
        decorator=extend_schema(
            operation_id=f"hear_{event.name.lower()}",
            summary=event.label,
            description=TOLD,
            tags=["webhooks"],
            request=MessageSerializer,
            responses={"2XX": ARRIVED},
        ),
    )


def __getattr__(name: str) -> OpenApiWebhook:
    """The settings name webhooks of the document one by one, by the names of their events."""
    if name not in WebhookEvent.__members__:
        raise AttributeError(name)
    return _webhook(WebhookEvent[name])
