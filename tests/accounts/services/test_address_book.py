"""Address books: one default, not too many, nobody else's."""

from dataclasses import replace
from functools import partial

import pytest

from accounts.errors import AddressBookFull, AddressUnknown
from accounts.models import MOST_ADDRESSES, Address, User
from accounts.postal.address import PostalAddress
from accounts.queries.address_book import addresses_of
from accounts.services.address_book.add_address import add_address
from accounts.services.address_book.change_address import change_address
from accounts.services.address_book.make_default import make_default
from accounts.services.address_book.remove_address import remove_address
from tests.factories.accounts import UserFactory
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
VIENNA = PostalAddress("Ada Byron", "Linden 3", "", "1010", "Wien", "AT")
LINZ = replace(VIENNA, city="Linz", postcode="4020")


def defaults(user: User) -> list[int]:
    return [entry.pk for entry in addresses_of(user) if entry.is_default]


def test_the_first_address_is_the_default_until_another_is_chosen() -> None:
    user = UserFactory.create()
    first = add_address(user=user, postal=VIENNA, label="Home")
    second = add_address(user=user, postal=LINZ)
    assert defaults(user) == [first.pk]

    make_default(user=user, address_id=second.pk)

    assert defaults(user) == [second.pk]
    assert [entry.postal for entry in addresses_of(user)] == [LINZ, VIENNA]


def test_addresses_are_changed_and_removed() -> None:
    user = UserFactory.create()
    entry = add_address(user=user, postal=VIENNA)

    change_address(user=user, address_id=entry.pk, postal=LINZ, label="Work")
    assert [(found.label, found.postal) for found in addresses_of(user)] == [("Work", LINZ)]
    remove_address(user=user, address_id=entry.pk)

    assert addresses_of(user) == []


def test_addresses_of_others_do_not_exist() -> None:
    entry = add_address(user=UserFactory.create(), postal=VIENNA)
    stranger = UserFactory.create()
    own = add_address(user=stranger, postal=LINZ)

    for touch in (
        partial(change_address, postal=LINZ),
        remove_address,
        make_default,
    ):
        with pytest.raises(AddressUnknown):
            touch(user=stranger, address_id=entry.pk)

    assert Address.objects.get(pk=entry.pk).postal == VIENNA
    assert defaults(stranger) == [own.pk]


def test_a_book_has_an_end_however_many_come_at_once() -> None:
    user = UserFactory.create()
    for _ in range(MOST_ADDRESSES - 1):
        add_address(user=user, postal=VIENNA)

    def add() -> bool:
        try:
            add_address(user=user, postal=LINZ)
        except AddressBookFull:
            return False
        return True

    assert sorted(side_by_side([add] * 4)) == [False, False, False, True]
    assert len(addresses_of(user)) == MOST_ADDRESSES
