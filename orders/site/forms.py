"""What shoppers type, parsed. Rules about carts and orders are the services' business."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django_countries import countries

from orders.services.place_order import Address, Delivery

LARGEST_ID = 2**63 - 1


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
        help_text="For the confirmation, and for questions about your order.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = forms.CharField(
        label="Full name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    line1 = forms.CharField(
        label="Street and number",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    line2 = forms.CharField(
        label="Flat, floor, company (optional)",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    postcode = forms.CharField(
        label="Postcode", max_length=16, widget=forms.TextInput(attrs={"autocomplete": "postal-code"})
    )
    city = forms.CharField(
        label="Town or city", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    country = forms.ChoiceField(label="Country", widget=forms.Select(attrs={"autocomplete": "country"}))
    terms = forms.BooleanField(
        label="I agree to the terms of sale.",
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
