"""How much of an order goes back to its buyer, and why."""

from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanWidget

from catalog.money import Money, parse_amount
from orders.admin.detail.page_form import MOST_OF_AN_AMOUNT, LinesForm, long_text_field, text_field
from orders.queries.selling.detail import SoldLine
from orders.services.refunds.request_refund import request_refund
from orders.states import REASONS_PEOPLE_GIVE, RefundReason

MOST_OF_A_NOTE = 500


class RefundForm(LinesForm):
    """Pieces of lines, an amount, or both: without an amount the pieces go back at their price."""

    permission = "orders.add_refund"

    amount = text_field(
        "Amount", MOST_OF_AN_AMOUNT, hint="Empty for the price of the pieces.", inputmode="decimal"
    )
    reason = forms.ChoiceField(
        choices=[(reason.value, reason.label) for reason in RefundReason if reason in REASONS_PEOPLE_GIVE],
        widget=UnfoldAdminSelectWidget,
    )
    restocks = forms.BooleanField(
        label="Sell again what is not shipped any more",
        required=False,
        initial=True,
        help_text="What has not left stays here, unless it is goodwill. Not ticked, it is taken off the stock.",
        widget=UnfoldBooleanWidget,
    )
    note = long_text_field("Note", MOST_OF_A_NOTE, required=False)

    @property
    def is_possible(self) -> bool:
        """Also where all pieces were given back, and something beside them was not."""
        return self.sold.can_be_refunded

    def is_shown(self, line: SoldLine) -> bool:
        return bool(line.left_to_refund)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if not cleaned["amount"] and not self.quantities():
            self.add_error("amount", "Say how much goes back, or how many of what.")
            return cleaned
        try:
            self.money = self._money(cleaned["amount"])
        except ValueError as error:
            self.add_error("amount", str(error))
        return cleaned

    def _money(self, typed: str) -> Money:
        currency = self.sold.earned.currency
        if typed:
            return parse_amount(typed, currency)
        chosen = self.quantities()
        worth = sum(line.worth_of(chosen.get(line.line_id, 0)) for line in self.lines)
        return Money(worth, currency)

    def save(self) -> str:
        refund = request_refund(
            order_id=self.sold.order_id,
            actor=self.request.user,
            amount=self.money,
            reason=RefundReason(self.cleaned_data["reason"]),
            note=self.cleaned_data["note"],
            lines=self.quantities(),
            written_off=() if self.cleaned_data["restocks"] else self.quantities(),
            refund_key=self.cleaned_data["key"],
            now=timezone.now(),
        )
        done = "will not be charged" if refund.is_released else "go back to the buyer"
        return f"{refund.amount.format()} {done}."
