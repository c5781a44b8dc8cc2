"""What a merchant says of a new API key."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from accounts.admin.owned_form import OwnedForm
from accounts.states import Scope


class KeyForm(OwnedForm):
    """For merchants that the person owns."""

    name = forms.CharField(
        max_length=80,
        help_text="What it is for, such as the program that will use it.",
        widget=UnfoldAdminTextInputWidget,
    )
    reads = forms.BooleanField(
        label="May read the merchant's products in every state",
        required=False,
        initial=True,
        widget=UnfoldBooleanWidget,
    )
    writes = forms.BooleanField(
        label="May change products, prices and stock", required=False, widget=UnfoldBooleanWidget
    )
    reads_orders = forms.BooleanField(
        label="May read the merchant's part of orders, with buyers' addresses",
        required=False,
        widget=UnfoldBooleanWidget,
    )
    writes_orders = forms.BooleanField(
        label="May ship, refund and cancel the merchant's part of orders",
        required=False,
        widget=UnfoldBooleanWidget,
    )
    expires_at = forms.DateTimeField(
        label="Expires",
        required=False,
        help_text="In the shop's time zone. Without a time it holds until it is revoked.",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
    )

    def clean_expires_at(self) -> datetime | None:
        expires_at: datetime | None = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= timezone.now():
            raise forms.ValidationError("A key expires at a time to come.")
        return expires_at

    def clean(self) -> dict[str, Any]:
        if not self.scopes:
            raise forms.ValidationError("Say what the key may do.")
        return self.cleaned_data

    @property
    def scopes(self) -> list[Scope]:
        """What the form says that the key may do."""
        said = {
            Scope.CATALOG_READ: "reads",
            Scope.CATALOG_WRITE: "writes",
            Scope.ORDERS_READ: "reads_orders",
            Scope.ORDERS_WRITE: "writes_orders",
        }
        return [scope for scope, field in said.items() if self.cleaned_data.get(field)]
