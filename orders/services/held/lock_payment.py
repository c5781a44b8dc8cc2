"""What each decision about held money begins with."""

from accounts.models import User
from orders.errors import OrderNotFound
from orders.models import Order, Payment


def lock_payment(*, payment_id: int, actor: User) -> tuple[Order, Payment]:
    """The order of the payment with this primary key, whose row is locked, and the payment as it is by then.

    In the caller's transaction. For whoever runs the shop: OrderNotFound for everybody else.
    """
    payment = Payment.objects.filter(pk=payment_id).first() if actor.is_superuser else None
    if payment is None:
        raise OrderNotFound("There is no such payment.")
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    return order, Payment.objects.select_related("order").get(pk=payment_id)
