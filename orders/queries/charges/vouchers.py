"""What a code that somebody typed takes off, or why it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from accounts.models import User
from catalog.money import Money
from orders.errors import VoucherNotForThis, VoucherNotNow, VoucherUnknown, VoucherUsedUp
from orders.models import Voucher, VoucherUse
from orders.pricing.reductions import Reduction
from orders.states import VoucherKind

LONGEST_CODE = 40


@dataclass(frozen=True)
class Buyer:
    """Whom uses of a voucher are counted for: an e-mail address, an account, or both."""

    email: str = ""
    user: User | None = None

    @property
    def normalised_email(self) -> str:
        """Without case, and without the tag that many providers let their customers add: a+b@c is a@c."""
        name, at, domain = self.email.strip().casefold().rpartition("@")
        return f"{name.split('+')[0]}{at}{domain}"


def find_voucher(code: str) -> Voucher:
    """The voucher with this code, in capitals or not. VoucherUnknown."""
    wanted = code.strip().upper()
    # A code with a NUL cannot even be asked for.
    rows = Voucher.objects.select_related("merchant").filter(code__iexact=wanted, is_active=True)
    found = rows.first() if wanted.isprintable() and len(wanted) <= LONGEST_CODE else None
    if found is None:
        raise VoucherUnknown("We do not know this voucher code. Please check how it is written.")
    return found


def require_usable(voucher: Voucher, goods: Money, *, now: datetime) -> None:
    """VoucherNotNow or VoucherNotForThis unless it is for goods of this value at this time.

    goods: what those come to that the voucher is for.
    """
    if voucher.starts_at is not None and voucher.starts_at > now:
        raise VoucherNotNow("This voucher is not valid yet.")
    if voucher.ends_at is not None and voucher.ends_at <= now:
        raise VoucherNotNow("This voucher is not valid any more.")
    has_amount = voucher.kind == VoucherKind.AMOUNT or voucher.minimum_minor
    if has_amount and voucher.currency != goods.currency:
        raise VoucherNotForThis(f"This voucher is for orders in {voucher.currency}.")
    whose = f" of {voucher.merchant.name}" if voucher.merchant else ""
    if goods.minor < voucher.minimum_minor:
        least = Money(voucher.minimum_minor, voucher.currency).format()
        raise VoucherNotForThis(f"This voucher is for orders of {least} or more of goods{whose}.")
    if voucher.merchant and not goods.minor:
        raise VoucherNotForThis(f"This voucher is only for goods{whose}.")


def require_uses_left(voucher: Voucher, buyer: Buyer) -> None:
    """VoucherUsedUp when it was used as often as it may be. Holds against others only while its row is locked."""
    if voucher.max_uses is not None and voucher.used >= voucher.max_uses:
        raise VoucherUsedUp("This voucher has been used up.")
    most = voucher.max_uses_per_customer
    if most is not None and uses_of(voucher, buyer).count() >= most:
        times = "once" if most == 1 else f"{most} times"
        raise VoucherUsedUp(f"You have used this voucher already: it can be used {times}.")


def uses_of(voucher: Voucher, buyer: Buyer) -> QuerySet[VoucherUse]:
    """The uses by this customer that count."""
    is_theirs = Q(user=buyer.user) if buyer.user else Q(pk__in=[])
    if buyer.email:
        is_theirs |= Q(email=buyer.normalised_email)
    return VoucherUse.objects.filter(is_theirs, voucher=voucher, given_back_at=None)


def reduction_of(voucher: Voucher) -> Reduction:
    return Reduction(
        percent=voucher.percent or Decimal(0),
        amount=voucher.amount_minor or 0,
        frees_shipping=voucher.kind == VoucherKind.FREE_SHIPPING,
    )


def is_for(voucher: Voucher | None, merchants: Sequence[int]) -> list[bool]:
    """Whether lines of these merchants, by primary key, are those that the voucher is for."""
    return [voucher is None or voucher.merchant_id in (None, merchant) for merchant in merchants]
