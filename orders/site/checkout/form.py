"""Everything that is typed to order, on one page."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.functional import cached_property

from accounts.models import User
from accounts.postal.form import AddressForm
from orders.models import LARGEST_ID
from orders.queries.charges.vouchers import LONGEST_CODE, Buyer
from orders.queries.quote import Wanted
from orders.services.placing.wishes import Delivery, Wishes

BILLING = "billing"
_LAST = ("shipping_method", "voucher_code", "terms")


class CheckoutForm(AddressForm):
    """Who gets the order, where, how it is sent, and the total that they were shown.

    `billing` is a form of its own, asked for only when the invoice goes elsewhere. Unbound with what was typed as
    `initial`, it shows that without judging it.
    """

    email = forms.EmailField(
        label="E-mail address",
        help_text="We send the confirmation there, and news of your parcel.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Please tell us your e-mail address.",
            "invalid": "This does not look like an e-mail address: it has the form name@example.com.",
        },
    )
    is_billed_elsewhere = forms.BooleanField(label="The invoice goes to another address", required=False)
    shipping_method = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    voucher_code = forms.CharField(label="Voucher code", required=False, max_length=LONGEST_CODE)
    terms = forms.BooleanField(
        label="I agree to the terms of sale",
        error_messages={"required": "Please agree to the terms of sale to order."},
    )
    expected_total = forms.IntegerField(min_value=0, max_value=LARGEST_ID, widget=forms.HiddenInput)
    request_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        known = {"request_key": str(uuid4()), **(initial or {})}
        super().__init__(data, country=settings.SHOP_COUNTRY, initial=known)
        # As they stand on the page, so that what is wrong is listed in that order.
        first = ["email", *(name for name in self.fields if name not in _LAST)]
        self.order_fields([*first, *_LAST])
        self.fields["voucher_code"].widget.attrs.update(
            {
                "autocapitalize": "characters",
                "autocomplete": "off",
                "aria-describedby": "voucher-said",
            }
        )

    @cached_property
    def billing(self) -> AddressForm:
        """The address of the invoice. Begun with what was typed, and judged where it goes elsewhere."""
        typed = {
            name.removeprefix(f"{BILLING}-"): value
            for name, value in self.initial.items()
            if name.startswith(f"{BILLING}-")
        }
        return AddressForm(
            self.data if self.is_bound and self.is_billed_apart else None,
            country=self.chosen_country,
            section=BILLING,
            has_phone=False,
            prefix=BILLING,
            initial=typed,
        )

    @property
    def is_billed_apart(self) -> bool:
        return bool(self._typed("is_billed_elsewhere"))

    def is_valid(self) -> bool:
        """Both addresses, where there are two; both are judged, so that all errors show at once."""
        is_well = super().is_valid()
        return (self.billing.is_valid() and is_well) if self.is_billed_apart else is_well

    def wanted(self, user: User | None) -> Wanted:
        """What the page quotes a price for; also of a form that is not valid, or not bound."""
        method = self._typed("shipping_method")
        return Wanted(
            country=self.chosen_country,
            region=self._typed("region"),
            method=int(method) if re.fullmatch("[0-9]{1,19}", method) else None,
            voucher_code=self._typed("voucher_code"),
            buyer=Buyer(email=self._typed("email"), user=user),
            postcode=self._part("postcode"),
            city=self._part("city"),
            street=(self._part("line1"), self._part("line2")),
        )

    def delivery(self) -> Delivery:
        """Of a valid form."""
        return Delivery(email=self.cleaned_data["email"], address=self.address())

    def wishes(self) -> Wishes:
        """Of a valid form."""
        said = self.cleaned_data
        return Wishes(
            shipping_method=said["shipping_method"],
            voucher_code=said["voucher_code"],
            billing=self.billing.address() if self.is_billed_apart else None,
            accepts_terms=said["terms"],
            request_key=said["request_key"],
        )

    def _part(self, name: str) -> str:
        """Of the address, as far as addresses there have it."""
        return self._typed(name) if name in self.fields else ""

    def _typed(self, name: str) -> str:
        """What stands in the field, as text that can be looked for; "" for nothing."""
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(value or "").replace("\0", "").strip()
