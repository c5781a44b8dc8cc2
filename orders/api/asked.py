"""What shoppers' programs send."""

from typing import Any

from django_countries import countries
from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from catalog.programs.amounts import PriceField
from orders.models import LARGEST_ID, MAX_LINES, MAX_QUANTITY
from orders.queries.charges.vouchers import LONGEST_CODE
from orders.services.place_order import Address, Delivery, Wishes

LONGEST_LINE = 120


class QuantitySerializer(StrictSerializer):
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


class CountryField(serializers.CharField):
    """ISO 3166, two letters: AT."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2, help_text="ISO 3166, two letters: AT", **options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401  # Django REST framework's signature
        code: str = super().to_internal_value(data)
        if code not in dict(countries):
            raise serializers.ValidationError("There is no country with this code.", "unknown_country")
        return code


class AddressSerializer(StrictSerializer):
    name = serializers.CharField(max_length=LONGEST_LINE)
    line1 = serializers.CharField(max_length=LONGEST_LINE)
    line2 = serializers.CharField(max_length=LONGEST_LINE, required=False, allow_blank=True, default="")
    postcode = serializers.CharField(max_length=16)
    city = serializers.CharField(max_length=LONGEST_LINE)
    country = CountryField()
    region = serializers.CharField(max_length=LONGEST_LINE, required=False, allow_blank=True, default="")
    company = serializers.CharField(max_length=LONGEST_LINE, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class CheckoutSerializer(StrictSerializer):
    """Who gets the order, where, and the total that they were shown."""

    email = serializers.EmailField(max_length=254)
    shipping_address = AddressSerializer()
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
        return Delivery(email=said["email"], address=Address(**said["shipping_address"]))

    @property
    def wishes(self) -> Wishes:
        said = self.validated_data
        return Wishes(shipping_method=said["shipping_method"], voucher_code=said["voucher_code"])

    @property
    def expected_minor(self) -> int:
        expected: int = self.validated_data["expected_total"].minor
        return expected
