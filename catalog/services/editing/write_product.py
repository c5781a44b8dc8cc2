"""Make a product of a merchant, and say something else of one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypedDict

from django.db import IntegrityError, transaction

from catalog.errors import SlugTaken
from catalog.jobs import ring_mirror_relay
from catalog.models import Product
from catalog.services.editing.hold_product import Versions, hold_product
from catalog.services.editing.write_variants import NewVariant, write_variants


class ProductFacts(TypedDict, total=False):
    """Columns of a product that a merchant fills. What is not in here stays as it is."""

    name: str
    slug: str
    tagline: str
    description: str
    seo_title: str
    seo_description: str
    category_id: int
    product_type_id: int | None
    tax_class_id: int | None
    asset_id: int | None


def create_product(
    *, merchant_id: int, facts: ProductFacts, variants: Sequence[NewVariant], actor_id: int | None
) -> Product:
    """Make a draft; `facts` name at least name, slug and category. Raises SlugTaken, SkuTaken."""
    with transaction.atomic():
        with _only_one_at(facts["slug"]):
            product = Product.objects.create(merchant_id=merchant_id, **facts)
        write_variants(product=product, variants=variants, actor_id=actor_id)
        ring_mirror_relay()
    return product


def update_product(*, product_id: int, merchant_id: int, versions: Versions, changes: ProductFacts) -> None:
    """Write what is said now. Raises OwnProductNotFound, VersionMismatch, SlugTaken."""
    with transaction.atomic():
        product = hold_product(product_id=product_id, merchant_id=merchant_id, versions=versions)
        if changes:
            with _only_one_at(changes.get("slug", product.slug)):
                Product.objects.filter(pk=product.pk).update(**changes)
        ring_mirror_relay()


@contextmanager
def _only_one_at(slug: str) -> Iterator[None]:
    """The database keeps addresses apart, also of two that are made at once; say so in the merchant's words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if Product.objects.filter(slug=slug).exists():
            raise SlugTaken(f"There is a product at the address “{slug}” already.") from error
        raise
