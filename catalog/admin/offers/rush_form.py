"""Saying that something sells in a rush at a place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldBooleanWidget

from catalog.admin.offers.places import Place
from catalog.models import Variant
from catalog.services.spread_stock import make_hot


class RushForm(forms.Form):
    """A tick for each place where something was ever booked."""

    prefix = "rush"

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, variant: Variant, places: Sequence[Place]
    ) -> None:
        super().__init__(data)
        self.stock_ids = {
            f"stock_{place.stock_id}": place.stock_id for place in places if place.stock_id is not None
        }
        for place in places:
            if place.stock_id is not None:
                self.fields[f"stock_{place.stock_id}"] = forms.BooleanField(
                    label=f"Sells in a rush: {place.name}",
                    required=False,
                    initial=place.is_hot,
                    help_text=_found(place.heated_at),
                    widget=UnfoldBooleanWidget,
                )

    def book(self, *, actor_id: int | None) -> bool:
        """Let the places of the valid form be as it says; nobody's name is kept, because no pieces come or go."""
        for name, stock_id in self.stock_ids.items():
            if name in self.changed_data:
                make_hot(stock_id=stock_id, is_hot=self.cleaned_data[name])
        return True


def _found(heated_at: datetime | None) -> str:
    """What is said beside a tick that nobody has made."""
    if heated_at is None:
        return ""
    when = f"{timezone.localtime(heated_at):%Y-%m-%d %H:%M}"
    return f"Ticked by the shop: orders last waited for each other at {when}. It ends a day after that."
