"""Count a use of a voucher, never more than it allows."""

from datetime import datetime

from django.db.models import F, Q

from orders.errors import VoucherUsedUp
from orders.models import Order, Voucher, VoucherUse
from orders.queries.charges.vouchers import Buyer, require_uses_left


def take_voucher(voucher: Voucher, buyer: Buyer) -> None:
    """Count one more use, in one UPDATE that asks whether there is one left. VoucherUsedUp.

    Call inside a transaction, before any stock is taken. The UPDATE locks the voucher's row until its end, so that the
    uses of a customer, which are counted after it, are all there and nobody adds to them meanwhile.
    """
    if not _count(voucher):
        raise VoucherUsedUp("This voucher has been used up.")
    require_uses_left(voucher, buyer)


def take_again(order: Order) -> None:
    """Count the use of an order that was given up and is revived. VoucherUsedUp when others used it up by now.

    Does nothing for an order without a voucher. The order's row is locked, no stock is taken yet.
    """
    use = (
        VoucherUse.objects.select_related("voucher").filter(order=order, given_back_at__isnull=False).first()
    )
    if use is not None:
        take_voucher(use.voucher, Buyer(email=use.email, user=use.user))
        VoucherUse.objects.filter(pk=use.pk).update(given_back_at=None)


def write_use(voucher: Voucher, order: Order, buyer: Buyer, now: datetime) -> None:
    """Write down which order the counted use is for."""
    VoucherUse.objects.create(
        voucher=voucher, order=order, email=buyer.normalised_email, user=buyer.user, used_at=now
    )


def _count(voucher: Voucher) -> bool:
    rows = Voucher.objects.filter(Q(max_uses=None) | Q(used__lt=F("max_uses")), pk=voucher.pk)
    return bool(rows.update(used=F("used") + 1))
