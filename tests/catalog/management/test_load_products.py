"""Made-up products: the same for the same seed, as complete as others, and beside the triggers only."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max

from catalog.management.sample.products import sample_products
from catalog.mirror.read import read_listing
from catalog.mirror.reading.changes import read_changes
from catalog.models import MirrorEntry, Price, Product, ProductChange, Stock, Variant
from catalog.states import ProductState
from tests.factories.catalog import make_offer


def load(*arguments: str) -> None:
    call_command("load_products", *arguments, stdout=StringIO())


def test_same_seed_makes_the_same_products_whatever_the_count() -> None:
    few, many = list(sample_products(30, seed=7)), list(sample_products(50, seed=7))

    assert many[:30] == few
    assert list(sample_products(30, seed=8)) != few
    assert len({product.slug for product in many}) == 50


@pytest.mark.django_db(transaction=True)
def test_load_products_writes_complete_products_that_the_mirror_was_not_told_of() -> None:
    load("--count", "60", "--seed", "3")

    made = list(sample_products(60, seed=3))
    variants = sum(len(product.variants) for product in made)
    assert Product.objects.count() == 60
    assert (Variant.objects.count(), Price.objects.count(), Stock.objects.count()) == (variants,) * 3
    assert Product.objects.for_sale("EUR").count() == sum(
        product.state is ProductState.PUBLISHED for product in made
    )
    assert Product.objects.aggregate(versions=Count("version", distinct=True)) == {"versions": 60}
    assert not Variant.objects.exclude(merchant=F("product__merchant")).exists()
    assert list(MirrorEntry.objects.values("version", "product_id")) == []


@pytest.mark.django_db(transaction=True)
def test_load_products_leaves_triggers_at_work_for_everyone_after() -> None:
    load("--count", "5")

    product = make_offer().product

    assert MirrorEntry.objects.filter(product_id=product.pk).exists()
    loaded = Product.objects.exclude(pk=product.pk).aggregate(highest=Max("version"))
    assert Product.objects.get(pk=product.pk).version > loaded["highest"]


@pytest.mark.django_db(transaction=True)
def test_load_products_fills_the_mirror_when_told() -> None:
    load("--count", "20", "--mirror")

    published = sum(product.state is ProductState.PUBLISHED for product in sample_products(20, seed=1))
    assert len(read_listing(None, "", 100).products) == published
    call_command("verify_mirror", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mirror", [(), ("--mirror",)])
def test_who_follows_the_changes_is_told_of_loaded_products(mirror: tuple[str, ...]) -> None:
    load("--count", "5", "--seed", "2")
    before = read_changes(datetime(2020, 1, 1, tzinfo=UTC), "", 100).until

    load("--count", "40", "--seed", "3", *mirror)

    made = [product for product in sample_products(40, seed=3) if product.published_at is not None]
    told, cursor = [], ""
    while True:
        page = read_changes(before, cursor, 7)
        told += [product.slug for product in page.products] + [gone.slug for gone in page.removed]
        cursor = page.next_cursor
        if not cursor:
            break
    loaded = {product.slug for product in made}
    assert len(told) == len(set(told))
    assert {slug for slug in told if "-3-" in slug} == loaded
    assert ProductChange.objects.count() == Product.objects.exclude(published_at=None).count()


@pytest.mark.django_db(transaction=True)
def test_load_products_refuses_a_second_run_and_changes_nothing() -> None:
    load("--count", "5", "--seed", "2")

    with pytest.raises(CommandError, match="Choose another seed"):
        load("--count", "9", "--seed", "2")

    assert Product.objects.count() == 5


@pytest.mark.parametrize("arguments", [("--count", "0"), ("--count", "1000001"), ("--seed", "-1")])
def test_load_products_refuses_what_it_cannot_do(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="is from"):
        load(*arguments)
