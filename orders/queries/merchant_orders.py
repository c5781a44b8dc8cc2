"""Orders as the people who ship them see them."""

from django.db.models import BooleanField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.tenancy import Actor
from orders.models import Order, OrderLine, Payment
from orders.states import PaymentState


def seen_by(orders: QuerySet[Order], actor: Actor) -> QuerySet[Order]:
    """`orders` with `shown_minor`, `has_unshipped` and `needs_person` as they concern the actor.

    A merchant's sum is that of their own lines: what others earn with the same order is not theirs to know.
    Whoever runs the shop sees totals, and alone learns of payments that need a person.
    """
    own = OrderLine.objects.for_actor(actor).filter(order=OuterRef("pk")).order_by()
    unshipped = Exists(own.filter(fulfilled_quantity__lt=F("quantity")))
    if getattr(actor, "is_superuser", False):
        held = Exists(Payment.objects.filter(order=OuterRef("pk"), state=PaymentState.HELD))
        return orders.annotate(shown_minor=F("total_minor"), has_unshipped=unshipped, needs_person=held)
    earned = own.values("order").annotate(earned=Sum(F("total_minor") - F("discount_minor"))).values("earned")
    return orders.annotate(
        shown_minor=Coalesce(Subquery(earned), 0),
        has_unshipped=unshipped,
        needs_person=Value(value=False, output_field=BooleanField()),
    )
