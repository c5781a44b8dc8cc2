"""How carts and orders look to the programs of those who hold them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.programs.texts import InstantField
from catalog.programs.amounts import MoneySerializer
from orders.queries.carts.lines import PricedLine
from orders.queries.parcels.returns import ReturningLine, ReturnView
from orders.queries.parcels.shipments import Packed, Shipment
from orders.states import CartState, FulfilmentState, OrderState, PaymentState, ReturnState


class TotalsSerializer(serializers.Serializer[Any]):
    """What it comes to. `tax` is within prices where they include it, and on top of them otherwise."""

    lines = MoneySerializer()
    shipping = MoneySerializer()
    tax = MoneySerializer()
    discount = MoneySerializer()
    prices_include_tax = serializers.BooleanField()
    total = MoneySerializer()


class CartLineSerializer(serializers.Serializer[PricedLine]):
    """A line at today's price."""

    variant = serializers.IntegerField(source="variant_id")
    sku = serializers.CharField()
    product = serializers.SlugField(source="product_slug", help_text="The slug of its product.")
    product_name = serializers.CharField()
    variant_name = serializers.CharField()
    quantity = serializers.IntegerField()
    price = MoneySerializer(allow_null=True, help_text="Of one; null when it is not offered any more.")
    price_changed = serializers.BooleanField(
        source="has_new_price",
        help_text="Whether the price is another one than when the line was last written.",
    )
    seen_price = MoneySerializer(help_text="The price when the line was last written.")
    total = MoneySerializer(allow_null=True)
    only_left = serializers.IntegerField(
        allow_null=True,
        help_text="How many are left, when they are few or fewer than wanted; null for enough.",
    )
    can_be_ordered = serializers.BooleanField()
    poster = serializers.SerializerMethodField(help_text="A small picture; null when there is none.")

    def get_poster(self, line: PricedLine) -> str | None:
        return line.poster_url or None


class CartSerializer(serializers.Serializer[Any]):
    """A cart as it stands now. `totals` leave out what is sold out or not offered any more."""

    token = serializers.CharField(help_text="Whoever knows it holds the cart. The last part of its address.")
    state = serializers.ChoiceField(choices=CartState.choices)
    currency = serializers.CharField()
    count = serializers.IntegerField()
    lines = CartLineSerializer(many=True)
    saved = CartLineSerializer(
        many=True, help_text="What is put aside for later, and counts for nothing else here."
    )
    totals = TotalsSerializer()
    left_to_free_shipping = MoneySerializer(allow_null=True)
    can_be_ordered = serializers.BooleanField(
        help_text="Whether every line can be had; checkout asks again all the same."
    )
    order = serializers.URLField(
        allow_null=True, help_text="Of the order that the cart became; null while it is open."
    )


class ChangedCartSerializer(serializers.Serializer[Any]):
    """What became of the change, in a sentence, and the cart after it."""

    message = serializers.CharField()
    cart = CartSerializer()


class BoughtLineSerializer(serializers.Serializer[Any]):
    """What was bought, in the words of the moment."""

    id = serializers.IntegerField(source="line_id", help_text="By which returns name it.")
    variant = serializers.IntegerField(source="variant_id", help_text="By its number in the catalogue.")
    sku = serializers.CharField()
    product_name = serializers.CharField()
    variant_name = serializers.CharField()
    quantity = serializers.IntegerField()
    unit = MoneySerializer(help_text="The price of one.")
    total = MoneySerializer(help_text="Before the line's share of a discount.")
    shipped_quantity = serializers.IntegerField()
    returnable_quantity = serializers.IntegerField(help_text="How many its buyer may still send back.")


class PackedSerializer(serializers.Serializer[Packed]):
    line = serializers.IntegerField(source="line_id")
    sku = serializers.CharField()
    quantity = serializers.IntegerField()


class ShipmentSerializer(serializers.Serializer[Shipment]):
    """What left the house in one parcel; what nobody said of it is empty."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField(help_text="Within the order, from 1.")
    merchant = serializers.CharField()
    carrier = serializers.CharField()
    tracking_number = serializers.CharField()
    tracking_url = serializers.CharField()
    shipped_at = InstantField()
    contents = PackedSerializer(many=True)


class ComingBackSerializer(serializers.Serializer[ReturningLine]):
    line = serializers.IntegerField(source="line_id")
    sku = serializers.CharField()
    quantity = serializers.IntegerField()


class ReturnSerializer(serializers.Serializer[ReturnView]):
    """What its buyer sends back to one merchant; `reason` is in words."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField(help_text="Within the order, from 1.")
    merchant = serializers.CharField()
    state = serializers.SerializerMethodField()
    reason = serializers.CharField()
    note = serializers.CharField(help_text="Of the buyer.")
    answer = serializers.CharField(help_text="Of the merchant.")
    announced_at = InstantField()
    send_to = serializers.ListField(
        child=serializers.CharField(),
        help_text="The lines of the label; empty while the merchant has not said where.",
    )
    lines = ComingBackSerializer(many=True)

    @extend_schema_field(serializers.ChoiceField(choices=ReturnState.choices))
    def get_state(self, returned: ReturnView) -> str:
        if returned.is_waiting:
            return ReturnState.REQUESTED.value
        return (ReturnState.REFUSED if returned.is_refused else ReturnState.RECEIVED).value


class OrderSerializer(serializers.Serializer[Any]):
    """An order as its buyer sees it. Whoever knows its `id` may see, pay and cancel it."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    email = serializers.EmailField()
    address = serializers.ListField(child=serializers.CharField(), help_text="The lines of the label.")
    order_state = serializers.ChoiceField(choices=OrderState.choices)
    payment_state = serializers.ChoiceField(choices=PaymentState.choices)
    fulfilment_state = serializers.ChoiceField(choices=FulfilmentState.choices)
    lines = BoughtLineSerializer(many=True)
    shipping_method = serializers.CharField()
    goods = MoneySerializer()
    discount = MoneySerializer()
    voucher_code = serializers.CharField(help_text="Empty when none was used.")
    shipping = MoneySerializer()
    tax = MoneySerializer(help_text="Of goods and shipping.")
    prices_include_tax = serializers.BooleanField(
        help_text="Whether `tax` is within the sums above it; otherwise it comes on top of them."
    )
    total = MoneySerializer()
    refunded = MoneySerializer()
    shipments = ShipmentSerializer(many=True)
    returns = ReturnSerializer(many=True)
    placed_at = InstantField()
    pay_until = InstantField(help_text="Until then the stock is kept for an order that is not paid.")
    can_be_paid = serializers.BooleanField()
    can_be_cancelled = serializers.BooleanField()


class PaymentPlaceSerializer(serializers.Serializer[Any]):
    payment_url = serializers.URLField(
        allow_null=True, help_text="Where the buyer goes to pay; null when the provider did not answer."
    )


class PlacedOrderSerializer(PaymentPlaceSerializer):
    """The order that a cart became, and where it is paid."""

    order = OrderSerializer()
