"""What the forms of an order's page have in common."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from orders.models import MAX_QUANTITY
from orders.queries.selling.detail import SoldLine, SoldOrder

# In characters.
MOST_OF_AN_AMOUNT = 20


class PageForm(forms.Form):
    """One of several on the page, known by its prefix, which is the name of its button with an underscore before it."""

    # What whoever presses the button needs.
    permission: str

    def __init__(self, request: HttpRequest, sold: SoldOrder, prefix: str) -> None:
        is_sent = request.method == "POST" and f"_{prefix}" in request.POST
        super().__init__(request.POST if is_sent else None, prefix=prefix)
        self.request = request
        self.sold = sold

    def save(self) -> str:
        """Do it; a sentence about it. Raises ShopperError."""
        raise NotImplementedError

    @property
    def is_allowed(self) -> bool:
        return bool(self.request.user.has_perm(self.permission))

    @property
    def is_possible(self) -> bool:
        """Whether it is not known that it would be refused, whoever asks."""
        return True

    @property
    def is_offered(self) -> bool:
        return self.is_allowed and self.is_possible

    @property
    def button(self) -> str:
        return f"_{self.prefix}"


class LinesForm(PageForm):
    """One that says how many pieces of which lines."""

    # Sent again with the form, so that a double click does once what it says.
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, sold: SoldOrder, prefix: str, lines: Sequence[SoldLine]) -> None:
        super().__init__(request, sold, prefix)
        self.lines = lines
        self.initial["key"] = uuid4()
        for line in lines:
            self.fields[field_of(line.line_id)] = quantity_field(line.name, self.initially(line))

    def initially(self, line: SoldLine) -> int:
        """How many are proposed."""
        return 0

    def quantities(self) -> dict[int, int]:
        """Order line -> pieces, of what was typed."""
        typed = {line.line_id: self.cleaned_data.get(field_of(line.line_id)) or 0 for line in self.lines}
        return {line_id: quantity for line_id, quantity in typed.items() if quantity}

    @property
    def is_possible(self) -> bool:
        return any(self.is_shown(line) for line in self.lines)

    def rows(self) -> list[tuple[SoldLine, forms.BoundField]]:
        """The lines of which there is something to say, each with its field."""
        return [(line, self[field_of(line.line_id)]) for line in self.lines if self.is_shown(line)]

    def is_shown(self, line: SoldLine) -> bool:
        return True

    def others(self) -> list[forms.BoundField]:
        """The visible fields that are not of lines."""
        of_lines = {field_of(line.line_id) for line in self.lines}
        return [field for field in self.visible_fields() if field.name not in of_lines]


def field_of(line_id: int) -> str:
    return f"line-{line_id}"


def quantity_field(label: str, initial: int) -> forms.IntegerField:
    """How many of a line. Whether there are so many is for the service to say, which sees them as they are then."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MAX_QUANTITY,
        required=False,
        initial=initial,
        widget=UnfoldAdminIntegerFieldWidget,
    )


def text_field(label: str, longest: int, *, hint: str = "", **attrs: str) -> forms.CharField:
    """A line of text that may stay empty."""
    widget = UnfoldAdminTextInputWidget(attrs=attrs)
    return forms.CharField(label=label, required=False, max_length=longest, help_text=hint, widget=widget)


def long_text_field(label: str, longest: int, **more: Any) -> forms.CharField:
    """Several lines of text."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=longest, widget=widget, **more)
