"""Addresses that programs send: judged as the shop's own forms judge them, with the same sentences and codes."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.postal.address import PostalAddress
from accounts.postal.countries import country_name, is_country
from accounts.postal.form import LONGEST, LONGEST_LINE, AddressForm
from accounts.postal.take import taken
from accounts.programs.strict import StrictSerializer
from accounts.programs.texts import TextField

_DEPENDS = "Which countries need it is told by `countries/<code>/`."


class CountryField(serializers.CharField):
    """ISO 3166, two letters: AT."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2, help_text="ISO 3166, two letters: AT", **options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401  # Django REST framework's signature
        code: str = super().to_internal_value(data)
        if not is_country(code):
            raise serializers.ValidationError("There is no country with this code.", "unknown_country")
        return code


def _part(longest: int = LONGEST_LINE, **options: Any) -> TextField:
    return TextField(max_length=longest, required=False, allow_blank=True, default="", **options)


class AddressSerializer(StrictSerializer):
    """Where something goes. What is needed, and how its postcode is written, depends on the country."""

    country = CountryField()
    name = TextField(max_length=LONGEST_LINE, allow_blank=True)
    company = _part()
    line1 = TextField(max_length=LONGEST_LINE, allow_blank=True, help_text="Street and number.")
    line2 = _part()
    postcode = _part(LONGEST["postcode"], help_text=_DEPENDS)
    city = _part(help_text=_DEPENDS)
    region = _part(help_text=f"As one of the `choices` of the country, where it has some. {_DEPENDS}")

    def validate(self, typed: dict[str, str]) -> PostalAddress:
        """As the form does; the postcode comes out as its country writes it."""
        has_phone = "phone" in self.fields
        address = taken(typed, has_phone=has_phone)
        if address is not None:
            return address
        form = AddressForm(typed, has_phone=has_phone)
        problems = {**_unused(typed, form), **_refused(form)}
        if problems:
            raise serializers.ValidationError(problems)
        return form.address()


class ShippingAddressSerializer(AddressSerializer):
    """Where the parcel goes."""

    phone = _part(LONGEST["phone"], help_text="For whoever brings the parcel.")


def _unused(typed: Mapping[str, str], form: AddressForm) -> dict[str, Any]:
    """What is said besides what addresses of the country have, which would be on no label."""
    place = country_name(typed["country"])
    return {
        name: [serializers.ErrorDetail(f"Addresses of {place} have no {name}.", "not_used")]
        for name, value in typed.items()
        if value and name not in form.fields
    }


def _refused(form: AddressForm) -> dict[str, Any]:
    return {
        name: [
            serializers.ErrorDetail(sentence, error.code or "invalid")
            for error in errors
            for sentence in error.messages
        ]
        for name, errors in form.errors.as_data().items()
    }
