"""Put an address into somebody's book."""

from dataclasses import asdict

from django.db import transaction

from accounts.errors import AddressBookFull
from accounts.models import MOST_ADDRESSES, Address, User
from accounts.postal.address import PostalAddress


def add_address(*, user: User, postal: PostalAddress, label: str = "") -> Address:
    """The new entry; the first one is the default. AddressBookFull beyond MOST_ADDRESSES."""
    with transaction.atomic():
        # Two at once count one after the other.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        count = Address.objects.filter(user=user).count()
        if count >= MOST_ADDRESSES:
            raise AddressBookFull(f"An address book holds at most {MOST_ADDRESSES} addresses.")
        return Address.objects.create(user=user, label=label, is_default=count == 0, **asdict(postal))
