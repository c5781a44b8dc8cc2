"""Correct an address in somebody's book."""

from dataclasses import asdict

from accounts.errors import AddressUnknown
from accounts.models import Address, User
from accounts.postal.address import PostalAddress


def change_address(*, user: User, address_id: int, postal: PostalAddress, label: str = "") -> None:
    """AddressUnknown when it is not in this user's book. Orders keep what they were sent to."""
    if not Address.objects.filter(pk=address_id, user=user).update(label=label, **asdict(postal)):
        raise AddressUnknown("There is no such address in your address book.")
