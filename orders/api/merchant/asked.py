"""What merchants' programs send of orders."""

from typing import Any

from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from accounts.programs.texts import OneOfField
from catalog.programs.amounts import PriceField
from orders.api.asked import MOST_LINES, MOST_PIECES, PiecesSerializer, WithLinesSerializer
from orders.models import LARGEST_ID
from orders.models.fulfilments import MOST_OF_A_CARRIER, MOST_OF_A_NUMBER, MOST_OF_AN_ADDRESS
from orders.services.add_note import MOST_OF_A_NOTE
from orders.states import REASONS_PEOPLE_GIVE


class TrackingSerializer(StrictSerializer):
    """Who carries a parcel and how it is followed; what is left out is not known."""

    carrier = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=MOST_OF_A_CARRIER
    )
    tracking_number = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=MOST_OF_A_NUMBER
    )
    tracking_url = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=MOST_OF_AN_ADDRESS,
        help_text="The page of a carrier that the shop knows is added by itself.",
    )


class NewFulfilmentSerializer(WithLinesSerializer, TrackingSerializer):
    """What leaves the house in one parcel."""

    lines: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=PiecesSerializer(), allow_empty=False, max_length=MOST_LINES
    )


class RefundedPiecesSerializer(PiecesSerializer):
    restock = serializers.BooleanField(
        default=True,
        help_text="Whether those that have not left the house can be sold again; false takes them off the stock. What comes "
        "back goes on the shelf with its return.",
    )


class NewRefundSerializer(WithLinesSerializer):
    """What goes back to the buyer: an amount, lines that it is for, or both."""

    amount = PriceField(
        required=False,
        help_text="All that the buyer paid for the pieces of `lines` when it is left out.",
    )
    reason = OneOfField(choices=[(reason.value, reason.label) for reason in REASONS_PEOPLE_GIVE])
    note = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=500,
        help_text="For the merchant's own people.",
    )
    lines: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=RefundedPiecesSerializer(), required=False, default=list, max_length=MOST_LINES
    )

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if "amount" not in said and not said["lines"]:
            missing = serializers.ErrorDetail("Say how much goes back, or of which lines.", "required")
            raise serializers.ValidationError({"amount": [missing]})
        return said

    @property
    def written_off(self) -> frozenset[int]:
        """The lines, by `id`, of which nothing is sold again."""
        return frozenset(pieces["line"] for pieces in self.validated_data["lines"] if not pieces["restock"])


class AnswerSerializer(StrictSerializer):
    """What the buyer is told of a decision."""

    answer = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=500, help_text="The buyer reads it."
    )


class RestockedSerializer(StrictSerializer):
    """So many pieces of a line go back on the shelf, by the `id` of the line in the order."""

    line = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = serializers.IntegerField(min_value=0, max_value=MOST_PIECES)


class ReceivedSerializer(WithLinesSerializer, AnswerSerializer):
    """What of a return can be sold again; lines that are not named cannot."""

    lines: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=RestockedSerializer(), required=False, default=list, max_length=MOST_LINES
    )


class NewNoteSerializer(StrictSerializer):
    text = serializers.CharField(max_length=MOST_OF_A_NOTE)
