"""What comes back: said by the merchant, decided, and paid for."""

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.models import User
from catalog.money import Money, parse_amount
from orders.admin.detail.page_form import (
    MOST_OF_AN_AMOUNT,
    LinesForm,
    PageForm,
    field_of,
    long_text_field,
    quantity_field,
    text_field,
)
from orders.queries.parcels.returns import ReturningLine, ReturnView
from orders.queries.selling.detail import SoldLine, SoldOrder
from orders.services.returns.announcing import Announcement
from orders.services.returns.decide_return import receive_return, refuse_return
from orders.services.returns.refund_return import refund_return
from orders.services.returns.register_return import register_return
from orders.states import ReturnReason

MOST_OF_AN_ANSWER = 500
REASONS = {
    ReturnReason.UNWANTED: "Changed their mind",
    ReturnReason.DAMAGED: "Arrived damaged",
    ReturnReason.DEFECTIVE: "Does not work",
    ReturnReason.MISTAKEN: "Not what was ordered",
    ReturnReason.OTHER: "Another reason",
}


class RegisterReturnForm(LinesForm):
    """What somebody says on the telephone that they send back, or what lies at the door."""

    permission = "orders.add_return"

    reason = forms.ChoiceField(
        choices=[(reason.value, words) for reason, words in REASONS.items()], widget=UnfoldAdminSelectWidget
    )
    note = long_text_field("What the buyer says", MOST_OF_AN_ANSWER, required=False)

    def is_shown(self, line: SoldLine) -> bool:
        return bool(line.left_to_return)

    def save(self) -> str:
        typed = self.cleaned_data
        announcement = Announcement(
            reason=ReturnReason(typed["reason"]),
            note=typed["note"],
            key=typed["key"],
            by=self.request.user if isinstance(self.request.user, User) else None,
            at=timezone.now(),
        )
        register_return(
            order_id=self.sold.order_id,
            actor=self.request.user,
            quantities=self.quantities(),
            announcement=announcement,
        )
        return "The return is written down. Receive it once it is there."


class DecideReturnForm(PageForm):
    """Receive what was announced, with how much of it can be sold again, or refuse it."""

    permission = "orders.change_return"

    answer = long_text_field(
        "A word to the buyer", MOST_OF_AN_ANSWER, required=False, help_text="Stands on the buyer's page."
    )

    def __init__(self, request: HttpRequest, sold: SoldOrder, returned: ReturnView) -> None:
        super().__init__(request, sold, f"return-{returned.number}")
        self.returned = returned
        for line in returned.lines:
            self.fields[field_of(line.line_id)] = quantity_field(line.name, line.quantity)

    @property
    def is_possible(self) -> bool:
        return self.returned.is_waiting

    def rows(self) -> list[tuple[ReturningLine, forms.BoundField]]:
        return [(line, self[field_of(line.line_id)]) for line in self.returned.lines]

    def save(self) -> str:
        return_id, answer, now = self.returned.public_id, self.cleaned_data["answer"], timezone.now()
        if self.request.POST[self.button] == "refuse":
            refuse_return(return_id=return_id, actor=self.request.user, answer=answer, now=now)
            return f"Return {self.returned.number} is refused."
        typed = {line.line_id: self.cleaned_data[field_of(line.line_id)] or 0 for line in self.returned.lines}
        receive_return(return_id=return_id, actor=self.request.user, restocked=typed, answer=answer, now=now)
        return f"Return {self.returned.number} is received."


class RefundReturnForm(PageForm):
    """Pay for what was received: what its pieces cost is proposed."""

    permission = "orders.add_refund"

    amount = text_field(
        "Amount", MOST_OF_AN_AMOUNT, hint="Proposed is the price of what came back.", inputmode="decimal"
    )

    def __init__(self, request: HttpRequest, sold: SoldOrder, returned: ReturnView) -> None:
        super().__init__(request, sold, f"repay-{returned.number}")
        self.returned = returned
        self.initial["amount"] = str(self._proposed().amount)

    @property
    def is_possible(self) -> bool:
        """For what came back and is not paid for, as long as there is money to give back."""
        is_open = self.returned.is_received and self.returned.refund is None
        return is_open and self.sold.can_be_refunded and self._proposed().minor > 0

    def clean_amount(self) -> Money:
        try:
            return parse_amount(self.cleaned_data["amount"], self.sold.earned.currency)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def save(self) -> str:
        refund = refund_return(
            return_id=self.returned.public_id,
            actor=self.request.user,
            amount=self.cleaned_data["amount"],
            now=timezone.now(),
        )
        return f"{refund.amount.format()} go back for return {self.returned.number}."

    def _proposed(self) -> Money:
        came = {line.line_id: line.quantity for line in self.returned.lines}
        worth = sum(line.worth_left(came.get(line.line_id, 0)) for line in self.sold.lines)
        left = self.sold.refunds.left
        return Money(min(worth, left.minor), left.currency)
