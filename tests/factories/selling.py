"""Orders from their merchant's side: paid, shipped, and who does it."""

from accounts.models import Merchant, User
from catalog.models import Variant
from orders.gateways.local import notice_of
from orders.models import Order, OrderLine
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.states import PaymentEventKind
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.orders import NOW, payment_of, placed_order


def paid_order(*wanted: tuple[Variant, int]) -> Order:
    """A confirmed order of these variants and quantities."""
    order = placed_order(*wanted)
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)
    order.refresh_from_db()
    return order


def works_for(merchant: Merchant) -> User:
    """Somebody who does."""
    user: User = UserFactory.create()
    MembershipFactory.create(user=user, merchant=merchant)
    return user


def line_of(order: Order, variant: Variant) -> OrderLine:
    return order.lines.get(variant=variant)
