"""What shoppers type, parsed. Rules about carts and orders are the services' business."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django_countries import countries

from orders.services.place_order import Address, Delivery

LARGEST_ID = 2**63 - 1


def typed(label: str, autocomplete: str, *, missing: str = "", longest: int = 120) -> forms.CharField:
    """A line of text, required when there is a sentence for when it is `missing`."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(missing),
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing} if missing else {},
    )


class LineForm(forms.Form):
    """`variant` and `quantity` of something to put into the cart."""

    variant = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = forms.IntegerField(required=False, initial=1)

    def clean_quantity(self) -> int:
        quantity: int | None = self.cleaned_data["quantity"]
        return 1 if quantity is None else quantity


class QuantityForm(forms.Form):
    quantity = forms.IntegerField()


class CheckoutForm(forms.Form):
    """Who gets the order, where, and the total that they were shown."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="For questions about your order.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Please tell us your e-mail address.",
            "invalid": "This does not look like an e-mail address: it has the form name@example.com.",
        },
    )
    name = typed("Full name", "name", missing="Please tell us who gets the parcel.")
    line1 = typed("Street and number", "address-line1", missing="Please tell us the street and number.")
    line2 = typed("Flat, floor, company (optional)", "address-line2")
    postcode = typed("Postcode", "postal-code", missing="Please tell us the postcode.", longest=16)
    city = typed("Town or city", "address-level2", missing="Please tell us the town or city.")
    country = forms.ChoiceField(
        label="Country",
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"required": "Please choose a country."},
    )
    terms = forms.BooleanField(
        label="I agree to the terms of sale",
        error_messages={"required": "Please agree to the terms of sale to order."},
    )
    expected_total = forms.IntegerField(min_value=0, max_value=LARGEST_ID, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")
        field = self.fields["country"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose a country"), *countries]

    def delivery(self) -> Delivery:
        """Of a valid form."""
        typed = self.cleaned_data
        parts = ("name", "line1", "line2", "postcode", "city", "country")
        return Delivery(email=typed["email"], address=Address(**{part: typed[part] for part in parts}))
