"""The form of an entry in an address book."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from accounts.models import LONGEST_LABEL, Address
from accounts.postal.form import AddressForm

# What the button sends that asks for the fields of another country, and judges nothing.
OTHER_COUNTRY = "country"


class BookForm(AddressForm):
    """An address, and what its owner calls it."""

    label = forms.CharField(
        label="What you call it (optional)",
        help_text="Home, for example. Only you see this.",
        max_length=LONGEST_LABEL,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, country=settings.SHOP_COUNTRY, initial=initial)


def filled_in(request: HttpRequest, entry: Address | None = None) -> BookForm:
    """What was sent, to be judged; what was typed, in the fields of the country that was chosen; or the entry itself."""
    if request.method != "POST":
        return BookForm(initial=_facts(entry) if entry else None)
    if request.POST.get("do") == OTHER_COUNTRY:
        return BookForm(initial=request.POST.dict())
    return BookForm(request.POST)


def _facts(entry: Address) -> dict[str, str]:
    return {"label": entry.label, **vars(entry.postal)}
