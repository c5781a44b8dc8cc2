"""Products put into a collection at the moment at which it is deleted or renamed."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
from django.db import transaction

from catalog.errors import CollectionGone
from catalog.models import Collection, CollectionItem, Product
from catalog.services.collections.pick_product import pick_product
from catalog.services.collections.write_collection import delete_collection, update_collection
from tests.catalog.api.writing.program import Program, address_of
from tests.factories.catalog import ProductFactory, make_collection
from tests.factories.threads import side_by_side, somebody_else, wait_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)
Answer = TypeVar("Answer")
PATIENCE_SECONDS = 60


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def product(program: Program) -> Product:
    product: Product = ProductFactory(merchant=program.merchant)
    return product


@pytest.fixture
def summer(program: Program) -> Collection:
    return make_collection("Summer", ProductFactory(merchant=program.merchant), merchant=program.merchant)


def delete(collection: Collection) -> None:
    delete_collection(collection_id=collection.pk, merchant_id=collection.merchant_id, versions=None)


def pick(product: Product, collection: Collection) -> None:
    with transaction.atomic():
        Product.objects.select_for_update(no_key=True).get(pk=product.pk)
        pick_product(product=product, into=[collection.pk], out_of_others=True)


def rename(collection: Collection, number: int) -> None:
    update_collection(
        collection_id=collection.pk,
        merchant_id=collection.merchant_id or 0,
        versions=None,
        changes={"name": f"No. {number}", "slug": f"no-{number}"},
    )


def after(started: threading.Event, action: Callable[[], Answer]) -> Answer:
    assert started.wait(PATIENCE_SECONDS)
    return action()


def test_program_that_chooses_what_is_being_deleted_is_told(
    program: Program, product: Product, summer: Collection
) -> None:
    held = threading.Event()
    wish = {"name": "Other", "collections": ["summer"]}
    ask = partial(program.ask, "PATCH", address_of(product), wish, If_Match="*")

    with somebody_else(lambda: after(held, ask)) as asking, transaction.atomic():
        Collection.objects.select_for_update().get(pk=summer.pk)
        held.set()
        # It still finds the collection, and waits for its row.
        wait_for_a_lock(asking)
        delete(summer)

    assert asking.result().problem == (409, "collection_gone")
    product.refresh_from_db()
    assert (product.name == "Other", CollectionItem.objects.count()) == (False, 0)


def test_deleting_waits_for_who_is_putting_something_in(product: Product, summer: Collection) -> None:
    picked = threading.Event()

    with (
        somebody_else(lambda: after(picked, partial(delete, summer))) as deleting,
        transaction.atomic(),
    ):
        pick(product, summer)
        picked.set()
        wait_for_a_lock(deleting)
        assert not deleting.done()

    deleting.result()
    assert (Collection.objects.count(), CollectionItem.objects.count()) == (0, 0)


def test_renaming_and_putting_in_at_once_is_all_done(product: Product, summer: Collection) -> None:
    products = [product, *ProductFactory.create_batch(3, merchant=product.merchant)]
    picking = [partial(pick, each, summer) for each in products]

    side_by_side([*picking, *(partial(rename, summer, number) for number in range(4))])

    assert CollectionItem.objects.filter(collection=summer).count() == 5


def test_what_is_gone_changes_nothing(product: Product, summer: Collection) -> None:
    winter = make_collection("Winter", product, merchant=product.merchant)
    delete(summer)

    with pytest.raises(CollectionGone) as gone:
        pick(product, summer)

    assert gone.value.keys == {summer.pk}
    assert list(product.collection_items.values_list("collection", flat=True)) == [winter.pk]
