"""How a merchant's part of an order looks to its programs."""

from typing import Any

from rest_framework import serializers

from accounts.postal.address import PostalAddress
from accounts.programs.texts import InstantField
from catalog.programs.amounts import MoneySerializer
from orders.api.told import ShipmentSerializer
from orders.models import Refund, RefundLine, Return, ReturnLine
from orders.queries.selling.notes import Note
from orders.queries.selling.own_orders import OwnLine, OwnOrder
from orders.states import (
    FulfilmentState,
    OrderState,
    PaymentState,
    RefundReason,
    RefundState,
    ReturnReason,
    ReturnState,
)


class OwnLineSerializer(serializers.Serializer[OwnLine]):
    id = serializers.IntegerField(help_text="By which what is done with the line names it.")
    variant = serializers.IntegerField(source="variant_id", help_text="By its number in the catalogue.")
    sku = serializers.CharField()
    product_name = serializers.CharField()
    variant_name = serializers.CharField()
    quantity = serializers.IntegerField()
    unit = MoneySerializer(help_text="The price of one.")
    total = MoneySerializer(help_text="What the buyer paid for the line: less its discount, with its tax.")
    tax = MoneySerializer(source="tax.tax", help_text="Within `total`.")
    tax_percent = serializers.CharField(source="tax.percent", help_text="20, or 8.875")
    shipped_quantity = serializers.IntegerField()
    to_ship_quantity = serializers.IntegerField(
        source="left_to_ship",
        help_text="How many have still to leave the house, once the order may be shipped: less what was "
        "refunded before it was sent.",
    )
    returned_quantity = serializers.IntegerField(help_text="Back, or announced to come back.")


class RecipientSerializer(serializers.Serializer[PostalAddress]):
    """Where a parcel goes, member by member, for whoever prints its label; what is not known is empty."""

    name = serializers.CharField()
    company = serializers.CharField()
    line1 = serializers.CharField()
    line2 = serializers.CharField()
    postcode = serializers.CharField(help_text="As its country writes it.")
    city = serializers.CharField()
    region = serializers.CharField()
    country = serializers.CharField(help_text="ISO 3166, two letters: AT")
    phone = serializers.CharField()


class OwnOrderSerializer(serializers.Serializer[OwnOrder]):
    """The merchant's lines of an order, and what they come to without shipping."""

    number = serializers.IntegerField()
    placed_at = InstantField()
    updated_at = InstantField(
        help_text="When something last happened to the order, also to others' lines of it."
    )
    order_state = serializers.ChoiceField(choices=OrderState.choices)
    payment_state = serializers.ChoiceField(choices=PaymentState.choices)
    fulfilment_state = serializers.ChoiceField(choices=FulfilmentState.choices, help_text="Of these lines.")
    is_disputed = serializers.BooleanField(
        help_text="Whether the buyer's bank is deciding about the payment: nothing of the order may be shipped or refunded until "
        "it has."
    )
    email = serializers.EmailField(help_text="Of the buyer.")
    address = serializers.ListField(child=serializers.CharField(), help_text="The lines of the label.")
    shipping_address = RecipientSerializer(help_text="The same, member by member.")
    shipping_method = serializers.CharField()
    lines = OwnLineSerializer(many=True)
    total = MoneySerializer()


class OwnOrderDetailSerializer(OwnOrderSerializer):
    """With what the merchant has shipped of it."""

    shipments = ShipmentSerializer(many=True)


class RefundedLineSerializer(serializers.Serializer[RefundLine]):
    line = serializers.IntegerField(source="line_id")
    quantity = serializers.IntegerField()


class OwnRefundSerializer(serializers.Serializer[Refund]):
    """Money of the merchant's part that goes back; `pending` until the payment provider has answered."""

    id = serializers.UUIDField(source="public_id")
    amount = MoneySerializer()
    reason = serializers.ChoiceField(choices=RefundReason.choices)
    note = serializers.CharField()
    state = serializers.ChoiceField(choices=RefundState.choices)
    lines = RefundedLineSerializer(many=True)
    created_at = InstantField()
    finished_at = InstantField(allow_null=True)


class OwnRefundsSerializer(serializers.Serializer[Any]):
    items = OwnRefundSerializer(many=True)


class OwnShipmentsSerializer(serializers.Serializer[Any]):
    items = ShipmentSerializer(many=True)


class ReturningLineSerializer(serializers.Serializer[ReturnLine]):
    line = serializers.IntegerField(source="line_id")
    sku = serializers.CharField(source="line.sku")
    quantity = serializers.IntegerField()
    restocked = serializers.IntegerField(help_text="How many of them went back on the shelf.")


class OwnReturnSerializer(serializers.Serializer[Return]):
    """Pieces of the merchant's lines on their way back, or back."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField(help_text="Within the order, from 1.")
    state = serializers.ChoiceField(choices=ReturnState.choices)
    reason = serializers.ChoiceField(choices=ReturnReason.choices)
    note = serializers.CharField(help_text="Of the buyer.")
    answer = serializers.CharField(help_text="Of the merchant, for the buyer.")
    lines = ReturningLineSerializer(many=True)
    announced_at = InstantField(source="created_at")
    decided_at = InstantField(allow_null=True)


class OwnReturnsSerializer(serializers.Serializer[Any]):
    items = OwnReturnSerializer(many=True)


class NoteSerializer(serializers.Serializer[Note]):
    text = serializers.CharField()
    who = serializers.CharField(help_text="Who wrote it; empty for a program.")
    is_own = serializers.BooleanField(help_text="Whether it is the merchant's, and not the shop's.")
    written_at = InstantField()


class NotesSerializer(serializers.Serializer[Any]):
    items = NoteSerializer(many=True)


class OwnOrderPageSerializer(serializers.Serializer[Any]):
    items = OwnOrderSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="Of the next page; null for the last one.")
    until = InstantField(
        required=False,
        help_text="Stands there when changes were asked for. Of the last page: what to ask for as `updated_since` next time.",
    )
