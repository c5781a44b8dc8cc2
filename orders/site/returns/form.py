"""What a buyer says of what they send back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from orders.queries.buying.order import BoughtLine
from orders.states import ReturnReason

MOST_OF_A_NOTE = 500
OUT_OF_DATE = "This page was out of date. Please send it once more."


class ReturnForm(forms.Form):
    """How many of each line come back, and why. `lines` are those of which some can."""

    reason = forms.ChoiceField(
        label="Why do you send it back?",
        choices=[("", "Choose a reason"), *ReturnReason.choices],
        error_messages={"required": "Please choose a reason."},
    )
    note = forms.CharField(
        label="Anything we should know (optional)",
        required=False,
        max_length=MOST_OF_A_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # Sent again with the form, so that a double click announces one return.
    return_key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": OUT_OF_DATE, "invalid": OUT_OF_DATE}
    )

    def __init__(self, lines: Sequence[BoughtLine], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="", initial={"return_key": uuid4()})
        for line in lines:
            self.fields[field_of(line.line_id)] = forms.ChoiceField(
                label=line.name,
                choices=[(number, str(number)) for number in range(line.returnable_quantity + 1)],
                required=False,
                error_messages={"invalid_choice": f"Choose up to {line.returnable_quantity}."},
            )
        self.lines = lines
        self.order_fields([field_of(line.line_id) for line in lines])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_wrong_number = any(field_of(line.line_id) in self.errors for line in self.lines)
        if not has_wrong_number and not self.quantities():
            self.add_error(None, "Choose how many of what you send back.")
        return cleaned

    def quantities(self) -> dict[int, int]:
        """Order line -> pieces, of what was chosen."""
        chosen = {
            line.line_id: int(self.cleaned_data.get(field_of(line.line_id)) or 0) for line in self.lines
        }
        return {line_id: quantity for line_id, quantity in chosen.items() if quantity}

    @property
    def new_key(self) -> UUID:
        """In place of one that cannot be read."""
        return uuid4()

    def choices_of_lines(self) -> list[forms.BoundField]:
        """The fields of the lines, in their order."""
        return [self[field_of(line.line_id)] for line in self.lines]


def field_of(line_id: int) -> str:
    return f"line-{line_id}"
