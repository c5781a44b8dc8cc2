"""What the database does by itself: versions, the mirror's queue, the merchant of variants."""

from collections.abc import Callable

import pytest
from django.db import connection

from assets3d.models import Asset
from catalog.models import Category, MirrorEntry, Price, Product, Stock, Variant
from catalog.scarcity import PLENTY
from tests.factories.accounts import MerchantFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, VariantFactory, make_offer

pytestmark = pytest.mark.django_db

Entries = list[tuple[int, str, int | None]]


def entries() -> Entries:
    return list(MirrorEntry.objects.order_by("pk").values_list("product_id", "slug", "version"))


def version_of(product: Product) -> int:
    return Product.objects.values_list("version", flat=True).get(pk=product.pk)


def run_sql(statement: str, *arguments: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


@pytest.fixture
def offer() -> Variant:
    variant = make_offer()
    MirrorEntry.objects.all().delete()
    return variant


def test_new_product_is_numbered_and_announced() -> None:
    product = ProductFactory(slug="stool")

    assert entries() == [(product.pk, "stool", version_of(product))]


def test_bulk_create_numbers_each_product_differently() -> None:
    merchant, category = MerchantFactory(), CategoryFactory()

    Product.objects.bulk_create(
        Product(merchant=merchant, category=category, name=slug, slug=slug) for slug in ("a", "b")
    )

    assert [slug for _, slug, _ in entries()] == ["a", "b"]
    assert len({version for _, _, version in entries()}) == 2


PRODUCT_CHANGES: dict[str, Callable[[Variant], object]] = {
    "product saved": lambda offer: Product(**product_fields(offer.product, name="New")).save(),
    "product updated": lambda offer: Product.objects.filter(pk=offer.product_id).update(name="New"),
    "product by raw SQL": lambda offer: run_sql(
        "UPDATE catalog_product SET tagline = 'new' WHERE id = %s", offer.product_id
    ),
    "variant added": lambda offer: VariantFactory(product=offer.product),
    "variants added in bulk": lambda offer: Variant.objects.bulk_create(
        [Variant(product=offer.product, sku="bulk", name="Bulk")]
    ),
    "variant renamed": lambda offer: Variant.objects.filter(pk=offer.pk).update(name="Ash"),
    "variant by raw SQL": lambda offer: run_sql(
        "UPDATE catalog_variant SET swatch = '#000000' WHERE id = %s", offer.pk
    ),
    "price changed": lambda offer: Price.objects.filter(variant=offer).update(amount_minor=1),
    "price added": lambda offer: Price.objects.create(variant=offer, currency="USD", amount_minor=1),
    "price deleted": lambda offer: Price.objects.filter(variant=offer).delete(),
    "category renamed": lambda offer: Category.objects.update(name="Seats"),
    "merchant renamed": lambda offer: run_sql("UPDATE accounts_merchant SET name = 'Somebody else'"),
}


def product_fields(product: Product, **changes: object) -> dict[str, object]:
    fields = {field.attname: getattr(product, field.attname) for field in Product._meta.concrete_fields}
    return {**fields, **changes}


@pytest.mark.parametrize("change", PRODUCT_CHANGES.values(), ids=PRODUCT_CHANGES)
def test_change_gives_a_new_version_and_an_entry(change: Callable[[Variant], object], offer: Variant) -> None:
    before = version_of(offer.product)

    change(offer)

    after = version_of(offer.product)
    assert after > before
    assert entries()[-1] == (offer.product_id, offer.product.slug, after)


def test_published_revision_of_the_asset_gives_a_new_version(offer: Variant) -> None:
    asset = Asset.objects.create(merchant=offer.product.merchant, title="Chair")
    Product.objects.filter(pk=offer.product_id).update(asset=asset)
    before = version_of(offer.product)

    with connection.cursor() as cursor:
        # The pointer's target does not matter here, so the check of the foreign key is left to the rollback.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("UPDATE assets3d_asset SET published_revision_id = 1 WHERE id = %s", [asset.pk])
        after = version_of(offer.product)
        cursor.execute("UPDATE assets3d_asset SET published_revision_id = NULL WHERE id = %s", [asset.pk])

    assert after > before


NO_CHANGES: dict[str, Callable[[Variant], object]] = {
    "product saved": lambda offer: Product.objects.get(pk=offer.product_id).save(),
    "product saved with an old version": lambda offer: offer.product.save(),
    "product updated": lambda offer: Product.objects.filter(pk=offer.product_id).update(
        slug=offer.product.slug
    ),
    "variant saved": lambda offer: Variant.objects.get(pk=offer.pk).save(),
    "price saved": lambda offer: Price.objects.get(variant=offer).save(),
    "stock saved": lambda offer: Stock.objects.get(variant=offer).save(),
    "category saved": lambda offer: Category.objects.get().save(),
    "merchant saved": lambda offer: offer.product.merchant.save(),
    "plenty becomes less": lambda offer: Stock.objects.filter(variant=offer).update(on_hand=PLENTY),
}


@pytest.mark.parametrize("change", NO_CHANGES.values(), ids=NO_CHANGES)
def test_no_change_writes_no_entry(change: Callable[[Variant], object], offer: Variant) -> None:
    before = version_of(offer.product)

    change(offer)

    assert entries() == []
    assert version_of(offer.product) == before


def test_version_cannot_be_written(offer: Variant) -> None:
    before = version_of(offer.product)

    Product.objects.filter(pk=offer.product_id).update(version=10**12)

    assert version_of(offer.product) == before


def test_stock_change_is_announced_without_a_version_and_leaves_the_product_alone(offer: Variant) -> None:
    before = version_of(offer.product)

    Stock.objects.filter(variant=offer).update(allocated=7)

    assert entries() == [(offer.product_id, offer.product.slug, None)]
    assert version_of(offer.product) == before


def test_new_address_is_announced_for_both_addresses(offer: Variant) -> None:
    old = offer.product.slug

    Product.objects.filter(pk=offer.product_id).update(slug="new")

    version = version_of(offer.product)
    assert entries() == [(offer.product_id, "new", version), (offer.product_id, old, version)]


def test_deletion_gets_a_version_of_its_own(offer: Variant) -> None:
    product = offer.product
    product_id, before = product.pk, version_of(product)

    product.delete()

    last_id, last_slug, last_version = entries()[-1]
    assert (last_id, last_slug) == (product_id, product.slug)
    assert last_version is not None
    assert last_version > before


def test_address_used_again_gets_a_higher_version_than_its_tombstone(offer: Variant) -> None:
    slug = offer.product.slug
    offer.product.delete()
    tombstone = entries()[-1][2]

    successor = ProductFactory(slug=slug)

    assert tombstone is not None
    assert version_of(successor) > tombstone


def test_variant_takes_and_follows_the_merchant_of_its_product(offer: Variant) -> None:
    variant = Variant.objects.get(pk=offer.pk)
    assert variant.merchant_id == offer.product.merchant_id
    successor = MerchantFactory()

    Product.objects.filter(pk=offer.product_id).update(merchant=successor)

    variant.refresh_from_db()
    assert variant.merchant_id == successor.pk
