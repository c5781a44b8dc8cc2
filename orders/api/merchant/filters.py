"""Which of a merchant's orders are wanted: by the same marks as in the merchant's own list."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import Merchant
from accounts.programs.pages import PageQuery
from orders.models import Order
from orders.queries.selling.own_orders import changed_since, shipped_like
from orders.queries.selling.search import orders_with
from orders.queries.selling.waiting import to_ship, with_returns_to_decide
from orders.states import FulfilmentState, OrderState, PaymentState

LONGEST_SEARCH = 200


class Work(models.TextChoices):
    SHIP = "ship", "Paid, and not all of the merchant's part has left"
    RETURN = "return", "With returns that wait for a decision"


class OwnOrdersQuery(PageQuery):
    """Which of the merchant's orders are wanted."""

    order_state = serializers.ChoiceField(choices=OrderState.choices, required=False)
    payment_state = serializers.ChoiceField(choices=PaymentState.choices, required=False)
    fulfilment_state = serializers.ChoiceField(
        choices=FulfilmentState.choices, required=False, help_text="Of the merchant's part."
    )
    to_do = serializers.ChoiceField(choices=Work.choices, required=False)
    placed_from = serializers.DateTimeField(required=False, help_text="Placed then or later.")
    placed_before = serializers.DateTimeField(required=False, help_text="Placed earlier than that.")
    updated_since = serializers.DateTimeField(
        required=False, help_text="Only orders to which something has happened from then on."
    )
    search = serializers.CharField(
        required=False,
        max_length=LONGEST_SEARCH,
        help_text="Words, each of them the number, in the buyer's name, or the beginning of the e-mail address, of an "
        "article number or of a tracking number.",
    )


def narrowed(orders: QuerySet[Order], asked: dict[str, Any], merchant: Merchant) -> QuerySet[Order]:
    """The orders that a valid `OwnOrdersQuery` asks for."""
    columns = {
        "order_state": "order_state",
        "payment_state": "payment_state",
        "placed_from": "placed_at__gte",
        "placed_before": "placed_at__lt",
    }
    found = orders.filter(**{column: asked[name] for name, column in columns.items() if name in asked})
    if "fulfilment_state" in asked:
        found = shipped_like(found, asked["fulfilment_state"], merchant.pk)
    if "updated_since" in asked:
        found = changed_since(found, asked["updated_since"])
    if "to_do" in asked:
        narrow = to_ship if asked["to_do"] == Work.SHIP else with_returns_to_decide
        found = narrow(found, merchant)
    return orders_with(found, merchant, asked["search"]) if "search" in asked else found
