"""A form for an address, with the fields of the country that is chosen in it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from accounts.postal.address import PostalAddress
from accounts.postal.countries import country_name, is_country
from accounts.postal.country_select import CountrySelect
from accounts.postal.layout import Part, layout_of
from accounts.postal.renderer import WrittenForms

LONGEST: Mapping[str, int] = {"postcode": 16, "phone": 30}
LONGEST_LINE = 120
AUTOCOMPLETE: Mapping[str, str] = {
    "name": "name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postcode": "postal-code",
    "country": "country",
    "phone": "tel",
}
MISSING: Mapping[str, str] = {
    "name": "Please tell us who it is for.",
    "line1": "Please tell us the street and number.",
}


class CountryChoice(forms.ChoiceField):
    """One of all countries. It keeps no list of them: the widget writes them, and a form would copy the list each time."""

    widget = CountrySelect

    def valid_value(self, value: object) -> bool:
        return is_country(str(value))


class AddressForm(forms.Form):
    """Country first, then what its addresses have. A country that was just chosen changes what is asked for.

    has_phone: whether whoever brings a parcel may want to call.
    section: what browsers fill in apart from other addresses of the page, "shipping" or "billing".
    """

    default_renderer = WrittenForms

    country = CountryChoice(
        label="Country",
        error_messages={
            "required": "Please choose a country.",
            "invalid_choice": "Please choose a country out of the list.",
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        country: str = "",
        section: str = "shipping",
        has_phone: bool = True,
        prefix: str | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            data, prefix=prefix, initial={"country": country, **(initial or {})}, label_suffix=""
        )
        self.section = section
        self._autocomplete("country")
        self.layout = layout_of(self.chosen_country)
        for part in self.layout.parts:
            self.fields[part.name] = _field(part)
            self._autocomplete(part.name)
        if has_phone:
            self.fields["phone"] = forms.CharField(
                label="Phone (optional)", max_length=LONGEST["phone"], required=False, widget=forms.TelInput
            )
            self._autocomplete("phone")

    @property
    def chosen_country(self) -> str:
        """What was chosen, or is proposed."""
        typed = self.data.get(self.add_prefix("country"), "") if self.is_bound else self.initial["country"]
        return str(typed) if is_country(typed) else ""

    @property
    def rows(self) -> list[list[BoundField]]:
        """The fields below the country, row by row as on a label."""
        below = [[self["phone"]]] if "phone" in self.fields else []
        return [*([self[part.name] for part in row] for row in self.layout.rows), *below]

    def clean_postcode(self) -> str:
        """Written as its country does, in capitals."""
        typed = str(self.cleaned_data["postcode"]).strip().upper()
        part = next(part for part in self.layout.parts if part.name == "postcode")
        if typed and not part.accepts(typed):
            like = f": it looks like {' or '.join(part.examples)}" if part.examples else ""
            raise forms.ValidationError(
                f"This is no {part.in_sentence} of {country_name(self.chosen_country)}{like}.",
                code="invalid_postcode",
            )
        return typed

    def address(self) -> PostalAddress:
        """Of a valid form."""
        typed = {name: self.cleaned_data.get(name, "") for name in AUTOCOMPLETE}
        return PostalAddress(**typed)

    def _autocomplete(self, name: str) -> None:
        self.fields[name].widget.attrs["autocomplete"] = f"{self.section} {AUTOCOMPLETE[name]}"


def _field(part: Part) -> forms.Field:
    label = part.label if part.is_required else f"{part.label} (optional)"
    missing = MISSING.get(part.name, f"Please tell us the {part.in_sentence}.")
    if part.choices:
        return forms.ChoiceField(
            label=label,
            choices=[("", f"Choose a {part.label.lower()}"), *part.choices],
            required=part.is_required,
            error_messages={"required": missing, "invalid_choice": "Please choose one out of the list."},
        )
    return forms.CharField(
        label=label,
        max_length=LONGEST.get(part.name, LONGEST_LINE),
        required=part.is_required,
        error_messages={"required": missing},
    )
