"""Somebody's addresses."""

from accounts.models import Address, User


def addresses_of(user: User) -> list[Address]:
    """The default one first, then the oldest."""
    return list(Address.objects.filter(user=user))
