"""States in their own words, coloured by what they ask of the reader."""

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

from orders.states import FulfilmentState, OrderState, PaymentState

TONES: dict[str, str] = {
    OrderState.PLACED: "waiting",
    OrderState.CONFIRMED: "good",
    PaymentState.PENDING: "waiting",
    PaymentState.AUTHORISED: "waiting",
    PaymentState.CAPTURED: "good",
    PaymentState.FAILED: "bad",
    PaymentState.HELD: "bad",
    PaymentState.VOIDED: "bad",
    FulfilmentState.PARTLY_FULFILLED: "waiting",
    FulfilmentState.FULFILLED: "good",
}


def chip(state: models.TextChoices) -> SafeString:
    """The state's label in its colour."""
    return format_html(
        '<span class="order-chip order-chip--{}">{}</span>', TONES.get(state, "plain"), state.label
    )
