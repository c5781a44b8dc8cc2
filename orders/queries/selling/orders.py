"""Orders with what concerns whoever looks at a list of them."""

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.tenancy import Actor
from orders.models import Order, Payment
from orders.queries.selling.merchant_lines import lines_of
from orders.queries.worth import WORTH
from orders.states import FulfilmentState, PaymentState


def seen_by(orders: QuerySet[Order], actor: Actor) -> QuerySet[Order]:
    """`orders` with `shown_minor`, `shown_fulfilment` and `needs_person` as they concern the actor.

    A merchant's sum and shipments are those of their own lines: what others earn with the same order is not theirs to
    know. Whoever runs the shop sees totals, and alone learns of payments that need a person.
    """
    if getattr(actor, "is_superuser", False):
        held = Exists(Payment.objects.filter(order=OuterRef("pk"), state=PaymentState.HELD))
        return orders.annotate(
            shown_minor=F("total_minor"), shown_fulfilment=F("fulfilment_state"), needs_person=held
        )
    own = lines_of(actor).filter(order=OuterRef("pk")).order_by()
    earned = own.values("order").annotate(earned=Sum(WORTH)).values("earned")
    return orders.annotate(
        shown_minor=Coalesce(Subquery(earned), 0),
        shown_fulfilment=Case(
            When(
                ~Exists(own.filter(fulfilled_quantity__gt=0)),
                then=Value(FulfilmentState.UNFULFILLED),
            ),
            When(Exists(own.to_ship()), then=Value(FulfilmentState.PARTLY_FULFILLED)),
            default=Value(FulfilmentState.FULFILLED),
            output_field=CharField(),
        ),
        needs_person=Value(value=False, output_field=BooleanField()),
    )
