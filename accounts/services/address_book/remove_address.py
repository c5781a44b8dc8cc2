"""Take an address out of somebody's book."""

from accounts.errors import AddressUnknown
from accounts.models import Address, User


def remove_address(*, user: User, address_id: int) -> None:
    """AddressUnknown when it is not in this user's book. Without the default one there is none until one is chosen."""
    removed, _ = Address.objects.filter(pk=address_id, user=user).delete()
    if not removed:
        raise AddressUnknown("There is no such address in your address book.")
