"""Make a product of a merchant, and say something else of one."""

from collections.abc import Collection as Keys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.db import transaction

from catalog.jobs import ring_mirror_relay
from catalog.models import Product
from catalog.services.collections.pick_product import pick_product
from catalog.services.editing.hold_product import Versions, hold_product
from catalog.services.editing.own_address import only_one_at
from catalog.services.editing.write_variants import NewVariant, write_variants
from catalog.services.options.write_options import ToldOption, write_options


class ProductFacts(TypedDict, total=False):
    """Columns of a product that a merchant fills. What is not in here stays as it is."""

    name: str
    slug: str
    tagline: str
    description: str
    seo_title: str
    seo_description: str
    language: str
    category_id: int
    product_type_id: int | None
    tax_class_id: int | None
    asset_id: int | None


@dataclass(frozen=True)
class NewProduct:
    """A draft to be. `facts` name at least name, slug and category; `collections` are keys of the merchant's own."""

    facts: ProductFacts
    options: Sequence[ToldOption] = ()
    variants: Sequence[NewVariant] = ()
    collections: Keys[int] = ()


def create_product(*, merchant_id: int, new: NewProduct, actor_id: int | None) -> Product:
    """Make a draft. Raises SlugTaken, SkuTaken, OptionsRefused, ChoiceUnknown, CollectionGone."""
    with transaction.atomic():
        with only_one_at(new.facts["slug"], Product.objects.all()):
            product = Product.objects.create(merchant_id=merchant_id, **new.facts)
        if new.options:
            write_options(product=product, told=new.options)
        write_variants(product=product, variants=new.variants, actor_id=actor_id)
        if new.collections:
            pick_product(product=product, into=new.collections, out_of_others=False)
        ring_mirror_relay()
    return product


def update_product(
    *,
    product_id: int,
    merchant_id: int,
    versions: Versions,
    changes: ProductFacts,
    collections: Keys[int] | None = None,
) -> None:
    """Write what is said now; `collections`, unless None, are all of the merchant's own that it is in.

    Raises OwnProductNotFound, VersionMismatch, SlugTaken, CollectionGone.
    """
    with transaction.atomic():
        product = hold_product(product_id=product_id, merchant_id=merchant_id, versions=versions)
        if changes:
            with only_one_at(changes.get("slug", product.slug), Product.objects.all()):
                Product.objects.filter(pk=product.pk).update(**changes)
        if collections is not None:
            pick_product(product=product, into=collections, out_of_others=True)
        ring_mirror_relay()
