"""What shoppers' programs send."""

from collections import Counter
from typing import Any

from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from accounts.programs.texts import OneOfField
from catalog.programs.amounts import PriceField
from orders.api.addresses import AddressSerializer, ShippingAddressSerializer
from orders.models import LARGEST_ID, MAX_LINES, MAX_QUANTITY
from orders.queries.charges.vouchers import LONGEST_CODE
from orders.services.place_order import Delivery, Wishes
from orders.states import ReturnReason

MOST_PIECES = 10_000
MOST_LINES = 100
_ONLY_LINES = {"lines"}
_OF_LINES = {"variant", "quantity"}


class QuantitySerializer(StrictSerializer):
    """How many of it there are to be."""

    is_whole = True

    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY)


class LineSerializer(StrictSerializer):
    """So many of a variant, by the number that it has in the catalogue."""

    variant = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY, default=1)


class NewCartSerializer(StrictSerializer):
    """A cart begins with the first thing in it; all lines are taken or none."""

    lines: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=LineSerializer(), allow_empty=False, max_length=MAX_LINES
    )


def plain_lines(said: object) -> list[tuple[int, int]] | None:
    """Variants and quantities of a `NewCartSerializer`'s body that is beyond doubt; None leaves the judging to that."""
    lines = said["lines"] if type(said) is dict and said.keys() == _ONLY_LINES else None
    if type(lines) is not list or not 0 < len(lines) <= MAX_LINES or not all(map(_is_plain_line, lines)):
        return None
    return [(line["variant"], line.get("quantity", 1)) for line in lines]


def _is_plain_line(line: object) -> bool:
    if type(line) is not dict or "variant" not in line or line.keys() - _OF_LINES:
        return False
    variant, quantity = line["variant"], line.get("quantity", 1)
    return (
        # Not booleans, which are numbers as well.
        type(variant) is type(quantity) is int and 0 < variant <= LARGEST_ID and 0 < quantity <= MAX_QUANTITY
    )


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


class NewReturnSerializer(WithLinesSerializer):
    """What comes back, and why."""

    lines: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=PiecesSerializer(), allow_empty=False, max_length=MOST_LINES
    )
    reason = OneOfField(choices=ReturnReason.choices)
    note = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=500, help_text="Of the buyer, about it."
    )


class CheckoutSerializer(StrictSerializer):
    """Who gets the order, where, and the total that they were shown."""

    email = serializers.EmailField(max_length=254)
    shipping_address = ShippingAddressSerializer()
    billing_address = AddressSerializer(
        required=False, allow_null=True, default=None, help_text="Where the invoice goes, if elsewhere."
    )
    expected_total = PriceField(
        help_text="`totals.total.amount` of the quote, as the buyer has seen it. 409 `price_changed` if it is another one."
    )
    shipping_method = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="One of those that a quote offers, by its `id`; the cheapest when it is left out.",
    )
    voucher_code = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_CODE
    )
    terms_accepted = serializers.BooleanField(help_text="That the buyer agrees to the terms of sale: true.")

    def validate_terms_accepted(self, is_accepted: bool) -> bool:  # noqa: FBT001  # Django REST framework's signature
        if not is_accepted:
            raise serializers.ValidationError(
                "Nobody can order without agreeing to the terms.", "terms_refused"
            )
        return is_accepted

    @property
    def delivery(self) -> Delivery:
        said = self.validated_data
        return Delivery(email=said["email"], address=said["shipping_address"])

    @property
    def wishes(self) -> Wishes:
        said = self.validated_data
        return Wishes(
            shipping_method=said["shipping_method"],
            voucher_code=said["voucher_code"],
            billing=said["billing_address"],
            accepts_terms=said["terms_accepted"],
        )

    @property
    def expected_minor(self) -> int:
        expected: int = self.validated_data["expected_total"].minor
        return expected
