"""How webhooks, and what was sent to them, look to their merchant's programs."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.programs.texts import InstantField
from accounts.states import DeliveryState, DisabledReason, WebhookEvent

_INSTANT = InstantField()


class WebhookSerializer(serializers.Serializer[WebhookEndpoint]):
    """An address that is told of events. Its secret is shown once, in the admin, and nowhere here."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    events = serializers.ListField(child=serializers.ChoiceField(choices=WebhookEvent.choices))
    is_told = serializers.BooleanField(source="is_listening", help_text="False once it was turned off.")
    failing_since = InstantField(
        allow_null=True, help_text="Since when nothing has arrived; null while all is well."
    )
    given_up_at = InstantField(source="disabled_at", allow_null=True)
    given_up_because = serializers.ChoiceField(
        source="disabled_reason", choices=DisabledReason.choices, allow_blank=True
    )


class WebhooksSerializer(serializers.Serializer[Any]):
    items = WebhookSerializer(many=True)


class DeliverySerializer(serializers.Serializer[WebhookDelivery]):
    """A message: what became of it, and what the receiver answered last."""

    id = serializers.CharField(source="message_id", help_text="As in its header `webhook-id`.")
    event = serializers.ChoiceField(choices=WebhookEvent.choices)
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    tries = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True, help_text="HTTP status; null when nobody answered.")
    problem = serializers.CharField(help_text="Why nobody answered; empty otherwise.")
    written_at = InstantField(source="created_at")
    next_at = serializers.SerializerMethodField(help_text="When it is tried again; null once it is over.")
    finished_at = InstantField(allow_null=True)

    @extend_schema_field(InstantField(allow_null=True))
    def get_next_at(self, delivery: WebhookDelivery) -> str | None:
        return None if delivery.finished_at else _INSTANT.to_representation(delivery.next_at)


class DeliveryPageSerializer(serializers.Serializer[Any]):
    items = DeliverySerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="Of the next page; null for the last one.")
