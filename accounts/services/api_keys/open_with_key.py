"""Find out whose program it is that shows a token."""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.errors import KeyExpired, KeyRevoked, KeyUnknown, MerchantClosed
from accounts.models import ApiKey
from accounts.services.api_keys.make_api_key import TOKEN, digest_of

NOTED_EVERY = timedelta(minutes=1)


def open_with_key(*, token: str, now: datetime) -> ApiKey:
    """The key that belongs to this token, with its merchant, and note that it was used.

    Raises KeyUnknown, and only to somebody who has the whole token KeyRevoked, KeyExpired or MerchantClosed.
    """
    shaped = TOKEN.fullmatch(token)
    key = ApiKey.objects.select_related("merchant").filter(prefix=shaped[1]).first() if shaped else None
    if key is None or not hmac.compare_digest(key.digest, digest_of(token)):
        raise KeyUnknown("This is no API key of this shop.")
    if key.revoked_at is not None:
        raise KeyRevoked("This API key was revoked.")
    if key.has_expired(now):
        raise KeyExpired("This API key has expired.")
    closed_at = key.merchant.closed_at
    if closed_at is not None and closed_at <= now:
        raise MerchantClosed("This merchant does not sell here any more.")
    _note_use(key, now)
    return key


def _note_use(key: ApiKey, now: datetime) -> None:
    """Once a minute, and by whoever comes first: the others do not wait for it."""
    before = now - NOTED_EVERY
    if key.last_used_at is not None and key.last_used_at > before:
        return
    is_due = Q(last_used_at__isnull=True) | Q(last_used_at__lte=before)
    with transaction.atomic():
        due = ApiKey.objects.filter(is_due, pk=key.pk).order_by()
        ApiKey.objects.filter(
            pk__in=due.select_for_update(no_key=True, skip_locked=True).values("pk")
        ).update(last_used_at=now)
