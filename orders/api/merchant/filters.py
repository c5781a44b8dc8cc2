"""Which of a merchant's orders are wanted: by the same marks as in the merchant's own list."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import Merchant
from accounts.programs.pages import LARGEST_NUMBER, PageQuery
from accounts.programs.texts import InstantField, OneOfField
from orders.models import Order
from orders.queries.programs.changes import Place, place_in
from orders.queries.selling.own_orders import shipped_like
from orders.queries.selling.search import orders_with
from orders.queries.selling.waiting import to_ship, with_returns_to_decide
from orders.states import FulfilmentState, OrderState, PaymentState

LONGEST_SEARCH = 200
LONGEST_CURSOR = 60


class Work(models.TextChoices):
    SHIP = "ship", "Paid, and not all of the merchant's part has left"
    RETURN = "return", "With returns that wait for a decision"


class OwnOrdersQuery(PageQuery):
    """Which of the merchant's orders are wanted."""

    cursor = serializers.CharField(  # type: ignore[assignment]  # of either list
        required=False, max_length=LONGEST_CURSOR, help_text="Out of `next` of the page before."
    )
    order_state = OneOfField(choices=OrderState.choices, required=False)
    payment_state = OneOfField(choices=PaymentState.choices, required=False)
    fulfilment_state = OneOfField(
        choices=FulfilmentState.choices, required=False, help_text="Of the merchant's part."
    )
    to_do = OneOfField(choices=Work.choices, required=False)
    placed_from = InstantField(required=False, help_text="Placed then or later.")
    placed_before = InstantField(required=False, help_text="Placed earlier than that.")
    updated_since = InstantField(
        required=False,
        help_text="Only orders to which something has happened from then on, those first to which it happened first. Go on "
        "with `next`, then ask again from `until`.",
    )
    search = serializers.CharField(
        required=False,
        max_length=LONGEST_SEARCH,
        help_text="Words, each of them the number, in the buyer's name, or the beginning of the e-mail address, of an "
        "article number or of a tracking number.",
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`cursor` becomes the number or the place at which the page before ended."""
        if "cursor" not in asked:
            return asked
        text = asked["cursor"]
        cursor: Place | int | None = place_in(text) if "updated_since" in asked else _number_in(text)
        if cursor is None:
            gone = serializers.ErrorDetail(
                "This page does not exist. Start again from the first one.", "invalid"
            )
            raise serializers.ValidationError({"cursor": [gone]})
        return {**asked, "cursor": cursor}


def _number_in(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit()
    return int(text) if is_number and int(text) <= LARGEST_NUMBER else None


def narrowed(orders: QuerySet[Order], asked: dict[str, Any], merchant: Merchant) -> QuerySet[Order]:
    """The orders that a valid `OwnOrdersQuery` asks for, whenever they changed."""
    columns = {
        "order_state": "order_state",
        "payment_state": "payment_state",
        "placed_from": "placed_at__gte",
        "placed_before": "placed_at__lt",
    }
    found = orders.filter(**{column: asked[name] for name, column in columns.items() if name in asked})
    if "fulfilment_state" in asked:
        found = shipped_like(found, asked["fulfilment_state"], merchant.pk)
    if "to_do" in asked:
        narrow = to_ship if asked["to_do"] == Work.SHIP else with_returns_to_decide
        found = narrow(found, merchant)
    return orders_with(found, merchant, asked["search"]) if "search" in asked else found
