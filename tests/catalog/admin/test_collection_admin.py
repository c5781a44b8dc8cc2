"""Deleting collections in the admin: they go with what they hold, which stays for sale."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Membership
from accounts.services.ensure_roles import MERCHANTS_GROUP, ensure_roles
from catalog.models import Collection, CollectionItem, Product
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, make_collection

pytestmark = pytest.mark.django_db

COLLECTIONS = "/admin/catalog/collection/"


def test_merchant_deletes_a_collection_and_keeps_its_products(client: Client) -> None:
    product = ProductFactory()
    summer = make_collection("Summer", product, merchant=product.merchant)
    ensure_roles(app_label="catalog")
    person = UserFactory()
    person.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    Membership.objects.create(user=person, merchant=product.merchant)
    client.force_login(person)

    answer = client.post(f"{COLLECTIONS}{summer.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 302
    assert (Collection.objects.count(), CollectionItem.objects.count(), Product.objects.count()) == (0, 0, 1)


def test_shop_deletes_several_of_its_own_at_once(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    chosen = [make_collection(name, ProductFactory()) for name in ("Summer", "Winter")]
    make_collection("Spring")

    client.post(
        COLLECTIONS,
        {"action": "delete_selected", "_selected_action": [each.pk for each in chosen], "post": "yes"},
    )

    assert list(Collection.objects.values_list("name", flat=True)) == ["Spring"]
