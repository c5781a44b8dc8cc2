"""Let the voucher of an order that is given up be used again."""

from datetime import datetime

from django.db.models import F

from orders.models import Order, Voucher, VoucherUse


def give_back_voucher(order: Order, *, now: datetime) -> None:
    """Count the order's use no longer; once, however often it is asked for. The order's row is locked."""
    use = VoucherUse.objects.filter(order=order, given_back_at=None)
    voucher_id = use.values_list("voucher", flat=True).first()
    if voucher_id is not None and use.update(given_back_at=now):
        Voucher.objects.filter(pk=voucher_id, used__gt=0).update(used=F("used") - 1)
