"""A price that is lower for a time, and what is known of a variant's prices from now on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.admin.offers.places import Place
from catalog.admin.products.variants import parsed_price
from catalog.errors import PriceOverlap
from catalog.models import Price, Variant
from catalog.money import Money
from catalog.services.schedule_price import schedule_sale


@dataclass(frozen=True, kw_only=True)
class PlannedPrice:
    """`starts_at` and `ends_at` are None where there is no such end."""

    price_id: int
    amount: str
    compare_at: str
    starts_at: datetime | None
    ends_at: datetime | None


def prices_of(variant: Variant) -> list[PlannedPrice]:
    """What the variant costs in the shop's currency, now and later, by time: one query."""
    rows = Price.objects.from_now_on().filter(variant=variant, currency=settings.SHOP_CURRENCY)
    return [
        PlannedPrice(
            price_id=price.pk,
            amount=_written(price.amount_minor),
            compare_at=_written(price.compare_at_minor),
            starts_at=price.valid.lower,
            ends_at=price.valid.upper,
        )
        for price in rows.order_by("valid")
    ]


def _written(minor: int | None) -> str:
    return "" if minor is None else Money(minor, settings.SHOP_CURRENCY).format()


def _instant(label: str, help_text: str = "") -> forms.DateTimeField:
    """In the shop's time zone, to the minute, with the browser's calendar."""
    widget = UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget)


class SaleForm(forms.Form):
    """A sale of one variant."""

    prefix = "sell"

    price = forms.CharField(
        label=f"Price ({settings.SHOP_CURRENCY})",
        max_length=20,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "placeholder": "39.90"}),
        help_text="Shown beside what it costs otherwise.",
    )
    starts_at = _instant("From")
    ends_at = _instant("Until", f"In the time zone of the shop, {settings.TIME_ZONE}.")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, variant: Variant, places: Sequence[Place]
    ) -> None:
        super().__init__(data)
        self.variant = variant

    def clean_price(self) -> Money:
        price = parsed_price(self.cleaned_data["price"])
        if price is None:
            raise forms.ValidationError("A sale has a price.")
        return price

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if starts_at < timezone.now():
            raise forms.ValidationError("A sale cannot begin in the past.")
        return starts_at

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "A sale ends after it begins.")
        return cleaned

    def book(self, *, actor_id: int | None) -> bool:
        """Whether the sale of the valid form could be scheduled; else the error is beside its field."""
        try:
            schedule_sale(
                variant_id=self.variant.pk,
                price=self.cleaned_data["price"],
                starts_at=self.cleaned_data["starts_at"],
                ends_at=self.cleaned_data["ends_at"],
                now=timezone.now(),
            )
        except PriceOverlap as error:
            self.add_error("starts_at", str(error))
        except ValueError:
            # The time was looked at above, so that it is the price.
            self.add_error("price", "A sale costs less than what it costs otherwise.")
        return not self.errors
