"""Somebody's addresses."""

from accounts.errors import AddressUnknown
from accounts.models import Address, User


def addresses_of(user: User) -> list[Address]:
    """The default one first, then the oldest."""
    return list(Address.objects.filter(user=user))


def address_of(user: User, address_id: int) -> Address:
    """AddressUnknown when it is not in this user's book."""
    found = Address.objects.filter(user=user, pk=address_id).first()
    if found is None:
        raise AddressUnknown("There is no such address in your address book.")
    return found
