"""What merchants' programs send of orders."""

from collections import Counter
from typing import Any

from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from catalog.programs.amounts import PriceField
from orders.models import LARGEST_ID
from orders.states import REASONS_PEOPLE_GIVE

MOST_LINES = 100
MOST_PIECES = 10_000


class PiecesSerializer(StrictSerializer):
    """So many of a line, by the `id` that it has in the order."""

    line = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)


class WithLinesSerializer(StrictSerializer):
    """Each line at most once."""

    def validate_lines(self, lines: list[dict[str, int]]) -> list[dict[str, int]]:
        named = Counter(pieces["line"] for pieces in lines)
        doubled = serializers.ErrorDetail("This line is named twice.", "duplicate")
        problems = [{"line": [doubled]} if named[pieces["line"]] > 1 else {} for pieces in lines]
        if any(problems):
            raise serializers.ValidationError(problems)
        return lines

    @property
    def quantities(self) -> dict[int, int]:
        """Of each line by its `id`."""
        return {pieces["line"]: pieces["quantity"] for pieces in self.validated_data["lines"]}


class NewFulfilmentSerializer(WithLinesSerializer):
    """What leaves the house in one parcel."""

    lines: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=PiecesSerializer(), allow_empty=False, max_length=MOST_LINES
    )
    carrier = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    tracking_number = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    tracking_url = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class NewRefundSerializer(WithLinesSerializer):
    """What goes back to the buyer; the lines that it is for may be left out."""

    amount = PriceField()
    reason = serializers.ChoiceField(choices=[(reason.value, reason.label) for reason in REASONS_PEOPLE_GIVE])
    note = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=500,
        help_text="For the merchant's own people.",
    )
    lines: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=PiecesSerializer(), required=False, default=list, max_length=MOST_LINES
    )
