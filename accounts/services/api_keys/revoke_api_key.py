"""Shut a merchant's program out."""

from datetime import datetime

from accounts.models import ApiKey


def revoke_api_key(*, key_id: int, now: datetime) -> bool:
    """Let the key open nothing from the next request on; False when it was revoked before, which stays as it was."""
    return bool(ApiKey.objects.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=now))
