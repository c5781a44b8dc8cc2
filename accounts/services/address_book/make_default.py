"""Choose which address is proposed first."""

from django.db import transaction

from accounts.errors import AddressUnknown
from accounts.models import Address, User


def make_default(*, user: User, address_id: int) -> None:
    """AddressUnknown, and nothing changed, when it is not in this user's book."""
    with transaction.atomic():
        # Two at once choose one after the other.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        Address.objects.filter(user=user, is_default=True).exclude(pk=address_id).update(is_default=False)
        if not Address.objects.filter(pk=address_id, user=user).update(is_default=True):
            raise AddressUnknown("There is no such address in your address book.")
