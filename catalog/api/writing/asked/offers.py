"""What programs say of prices and stock."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.utils import timezone
from rest_framework import serializers

from accounts.programs.answers import sayable
from accounts.programs.strict import StrictSerializer
from accounts.programs.texts import InstantField
from catalog.api.writing.asked.fields import MOST_ON_HAND, PriceSerializer
from catalog.models import StockEntry, StockLocation
from catalog.programs.amounts import PriceField
from catalog.services.editing.write_offers import SkuBooking, SkuPrice
from catalog.states import StockReason

MOST_ROWS = 200
# Those that a merchant gives as a difference; the rest come from orders, transfers and counting.
REASONS = (
    StockReason.RECEIVED,
    StockReason.RETURNED,
    StockReason.DAMAGED,
    StockReason.CORRECTION,
)
_REFERENCE_LENGTH = cast(int, StockEntry._meta.get_field("reference").max_length)
_PLACE_LENGTH = cast(int, StockLocation._meta.get_field("name").max_length)


class PeriodSerializer(StrictSerializer):
    """A price for a time to come; without an end it holds for good."""

    price = PriceField()
    starts_at = InstantField()
    ends_at = InstantField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        starts_at, ends_at = attrs["starts_at"], attrs["ends_at"]
        if starts_at <= timezone.now():
            raise _wrong("starts_at", "A price begins at a time to come.", "over")
        if ends_at is not None and ends_at <= starts_at:
            raise _wrong("ends_at", "A price ends after it begins.", "before_start")
        return attrs


class SalePeriodSerializer(PeriodSerializer):
    """A reduced price for a time to come, compared with what the variant costs otherwise."""

    ends_at = InstantField()


class SkuPriceSerializer(PriceSerializer):
    """What the variant with this article number costs from now on."""

    sku = serializers.CharField(max_length=60)

    @property
    def row(self) -> SkuPrice:
        said = self.validated_data
        return SkuPrice(said["sku"], said["price"], said["compare_at"])


class SkuBookingSerializer(StrictSerializer):
    """So many more of the variant with this article number, or fewer when negative."""

    sku = serializers.CharField(max_length=60)
    by = serializers.IntegerField(min_value=-MOST_ON_HAND, max_value=MOST_ON_HAND)
    reason = serializers.ChoiceField(choices=[(reason.value, reason.label) for reason in REASONS])
    reference = serializers.CharField(
        max_length=_REFERENCE_LENGTH,
        help_text="What it is booked for, such as a delivery note. Booked once for each reason and place.",
    )
    location = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=_PLACE_LENGTH,
        help_text="The name of one of the merchant's places; the default one when it is left out.",
    )

    @property
    def row(self) -> SkuBooking:
        said = self.validated_data
        return SkuBooking(
            said["sku"], said["by"], StockReason(said["reason"]), said["reference"], said["location"]
        )


class RowsSerializer(StrictSerializer):
    """Up to 200 rows. One that cannot be taken is refused by itself, so their members are looked at one by one."""

    rows = serializers.ListField(child=serializers.DictField(), allow_empty=False, max_length=MOST_ROWS)


class SkuPricesSerializer(StrictSerializer):
    """For the OpenAPI document: what `rows` are when prices are set."""

    rows: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=SkuPriceSerializer(), max_length=MOST_ROWS
    )


class SkuBookingsSerializer(StrictSerializer):
    """For the OpenAPI document: what `rows` are when stock is booked."""

    rows: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=SkuBookingSerializer(), max_length=MOST_ROWS
    )


def row_problems(
    number: int, errors: Mapping[str, Sequence[serializers.ErrorDetail]]
) -> list[dict[str, str]]:
    """What is wrong with the members of the row of this number, as problem documents have it."""
    return [
        {
            "place": sayable(f"#/rows/{number}/{name}"),
            "code": str(error.code),
            "detail": sayable(str(error)),
        }
        for name, details in errors.items()
        for error in details
    ]


def _wrong(name: str, sentence: str, code: str) -> serializers.ValidationError:
    return serializers.ValidationError({name: [serializers.ErrorDetail(sentence, code)]})
