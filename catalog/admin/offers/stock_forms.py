"""Booking what came, went or was counted, and carrying some of it elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.admin.offers.places import Place
from catalog.admin.products.variants import MOST_ON_HAND, REASONS
from catalog.errors import StockRefused
from catalog.models import StockEntry, Variant
from catalog.services.adjust_stock import adjust_stock, transfer_stock
from catalog.states import StockReason

Typed = Mapping[str, Any] | None


def _place_field(label: str, places: Sequence[Place]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(place.location_id, place.name) for place in places],
        coerce=int,
        widget=UnfoldAdminSelectWidget,
    )


class BookingForm(forms.Form):
    """A count or a change at one place. A merchant without places yet gets the first one with the booking."""

    prefix = "book"

    reason = forms.ChoiceField(
        label="What happened",
        choices=[(reason.value, reason.label) for reason in REASONS],
        widget=UnfoldAdminSelectWidget,
    )
    quantity = forms.IntegerField(
        label="How many",
        min_value=-MOST_ON_HAND,
        max_value=MOST_ON_HAND,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Counted: all that there are. Correction: the difference, such as -2. Else how many came or went.",
    )
    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=StockEntry._meta.get_field("reference").max_length,
        widget=UnfoldAdminTextInputWidget,
        help_text="Such as the number of a delivery note; it is booked once for each reason.",
    )

    def __init__(self, data: Typed = None, *, variant: Variant, places: Sequence[Place]) -> None:
        super().__init__(data)
        self.variant = variant
        self.places = {place.location_id: place for place in places}
        if places:
            self.fields["location"] = _place_field("Where", places)
            self.order_fields(["location"])
        for place in places:
            # What the page showed travels with it, so that what is sold while somebody counts is not undone.
            self.fields[_seen(place.location_id)] = forms.IntegerField(
                required=False, min_value=0, initial=place.on_hand, widget=forms.HiddenInput
            )
        default = next((place.location_id for place in places if place.is_default), None)
        self.initial["location"] = default

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        quantity, reason = cleaned["quantity"], cleaned["reason"]
        if quantity < 0 and reason != StockReason.CORRECTION:
            self.add_error("quantity", "Only a correction has a minus.")
        elif quantity == 0 and reason != StockReason.COUNTED:
            self.add_error("quantity", "Nothing would change.")
        elif self._on_hand() + self._change() > MOST_ON_HAND:
            self.add_error("quantity", f"There is room for {MOST_ON_HAND:,} at a place.")
        return cleaned

    def book(self, *, actor_id: int | None) -> bool:
        """Whether the valid form could be booked; else the error is beside its field."""
        try:
            is_new = adjust_stock(
                variant_id=self.variant.pk,
                by=self._change(),
                reason=StockReason(self.cleaned_data["reason"]),
                location_id=self.cleaned_data.get("location"),
                reference=self.cleaned_data["reference"],
                actor_id=actor_id,
            )
        except StockRefused as error:
            self.add_error("quantity", str(error))
            return False
        if not is_new:
            self.add_error("reference", "This was booked for the same reason before.")
        return is_new

    def _change(self) -> int:
        """In pieces; negative when there are fewer."""
        quantity: int = self.cleaned_data["quantity"]
        match self.cleaned_data["reason"]:
            case StockReason.COUNTED:
                return quantity - self._seen_on_hand()
            case StockReason.DAMAGED:
                return -quantity
            case _:
                return quantity

    def _on_hand(self) -> int:
        place = self.places.get(self.cleaned_data.get("location", 0))
        return place.on_hand if place else 0

    def _seen_on_hand(self) -> int:
        seen = self.cleaned_data.get(_seen(self.cleaned_data.get("location", 0)))
        return self._on_hand() if seen is None else int(seen)


class TransferForm(forms.Form):
    """Pieces carried from one place to another of the same merchant."""

    prefix = "carry"

    quantity = forms.IntegerField(
        label="How many", min_value=1, max_value=MOST_ON_HAND, widget=UnfoldAdminIntegerFieldWidget
    )

    def __init__(self, data: Typed = None, *, variant: Variant, places: Sequence[Place]) -> None:
        super().__init__(data)
        self.variant = variant
        self.fields["source"] = _place_field("From", places)
        self.fields["target"] = _place_field("To", places)
        self.order_fields(["source", "target", "quantity"])
        if len(places) > 1:
            self.initial["target"] = places[1].location_id

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "target" in cleaned and cleaned["target"] == cleaned.get("source"):
            self.add_error("target", "It is there already; choose another place.")
        return cleaned

    def book(self, *, actor_id: int | None) -> bool:
        """Whether the valid form could be booked; else the error is beside its field."""
        try:
            transfer_stock(
                variant_id=self.variant.pk,
                quantity=self.cleaned_data["quantity"],
                from_location_id=self.cleaned_data["source"],
                to_location_id=self.cleaned_data["target"],
                actor_id=actor_id,
            )
        except StockRefused as error:
            self.add_error("quantity", str(error))
            return False
        return True


def _seen(location_id: int) -> str:
    return f"seen_{location_id}"
