"""Categories, products, variants, prices and stock. A product comes as a draft with nothing on it."""

from datetime import UTC, datetime, timedelta

import factory
import pgtrigger
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    Collection,
    ImportJob,
    MirrorEntry,
    OptionValue,
    Price,
    Product,
    ProductOption,
    Stock,
    Variant,
    VariantOption,
)
from catalog.models.attributes import Value
from catalog.services.attributes.set_attribute import set_attribute
from catalog.services.category.move_category import move_category
from catalog.states import ImportState, ListFormat, ProductState
from tests.factories.accounts import MerchantFactory


class CategoryFactory(factory.django.DjangoModelFactory[Category]):
    class Meta:
        model = Category

    name = factory.Sequence(lambda number: f"Chairs {number}")
    slug = factory.Sequence(lambda number: f"chairs-{number}")


def make_category(name: str, *, below: Category | None = None) -> Category:
    """A category of this name, with the address that belongs to it."""
    category: Category = CategoryFactory(name=name, slug=name.lower().replace(" ", "-"))
    if below is not None:
        move_category(category_id=category.pk, parent_id=below.pk)
        category.refresh_from_db()
    return category


class ProductFactory(factory.django.DjangoModelFactory[Product]):
    class Meta:
        model = Product

    class Params:
        published = factory.Trait(
            state=ProductState.PUBLISHED,
            published_at=datetime(2026, 5, 1, 9, 30, tzinfo=UTC),
        )

    merchant = factory.SubFactory(MerchantFactory)
    category = factory.SubFactory(CategoryFactory)
    name = factory.Sequence(lambda number: f"Chair No. {number}")
    slug = factory.Sequence(lambda number: f"chair-{number}")


class VariantFactory(factory.django.DjangoModelFactory[Variant]):
    class Meta:
        model = Variant

    product = factory.SubFactory(ProductFactory)
    sku = factory.Sequence(lambda number: f"SKU-{number}")
    name = factory.Sequence(lambda number: f"Oak {number}")


class PriceFactory(factory.django.DjangoModelFactory[Price]):
    class Meta:
        model = Price

    variant = factory.SubFactory(VariantFactory)
    currency = "EUR"
    amount_minor = 4990


class StockFactory(factory.django.DjangoModelFactory[Stock]):
    class Meta:
        model = Stock

    variant = factory.SubFactory(VariantFactory)
    on_hand = 10


class ProductOptionFactory(factory.django.DjangoModelFactory[ProductOption]):
    class Meta:
        model = ProductOption

    product = factory.SubFactory(ProductFactory)
    name = factory.Sequence(lambda number: f"Colour {number}")


class OptionValueFactory(factory.django.DjangoModelFactory[OptionValue]):
    class Meta:
        model = OptionValue

    option = factory.SubFactory(ProductOptionFactory)
    name = factory.Sequence(lambda number: f"Oak {number}")


class ImportJobFactory(factory.django.DjangoModelFactory[ImportJob]):
    """A list that has been checked and waits for a decision."""

    class Meta:
        model = ImportJob

    merchant = factory.SubFactory(MerchantFactory)
    category = factory.SubFactory(CategoryFactory)
    format = ListFormat.SHOPIFY
    currency = "EUR"
    filename = "products_export.csv"
    key = factory.Sequence(lambda number: f"incoming/lists/{number}.csv")
    bytes = 1000
    state = ImportState.CHECKED
    products = 3
    rows = 12
    position = 3
    created = 2
    refused = 1


def make_offer(*, amount_minor: int = 4990, on_hand: int = 10, **variant: object) -> Variant:
    """A variant that can be bought: with a price and stock, on a published product unless `product` is given."""
    if "product" not in variant:
        variant["product"] = ProductFactory(published=True)
    offer: Variant = VariantFactory(**variant)
    PriceFactory(variant=offer, amount_minor=amount_minor)
    StockFactory(variant=offer, on_hand=on_hand)
    return offer


def let_pass(span: timedelta) -> None:
    """As if all that is planned had been planned so much earlier, and nobody had done anything since."""
    with pgtrigger.ignore():
        for price in Price.objects.order_by("valid"):
            begins, ends = (at and at - span for at in (price.valid.lower, price.valid.upper))
            Price.objects.filter(pk=price.pk).update(valid=DateTimeTZRange(begins, ends))
    MirrorEntry.objects.update(available_at=F("available_at") - span)


def make_attribute(kind: str, *, name: str = "Material", **fields: object) -> Attribute:
    """An attribute of this kind, with the address that belongs to its name."""
    return Attribute.objects.create(name=name, slug=name.lower(), kind=kind, **fields)


def make_collection(name: str, *products: Product, **fields: object) -> Collection:
    """A collection of these products in this order, with the address that belongs to its name."""
    collection = Collection.objects.create(name=name, slug=name.lower().replace(" ", "-"), **fields)
    for position, product in enumerate(products):
        collection.items.create(product=product, position=position)
    return collection


def say(
    product: Product, kind: str, value: Value, *, name: str = "Material", **fields: object
) -> AttributeValue:
    """Let the product have this value under a new attribute."""
    attribute = make_attribute(kind, name=name, **fields)
    set_attribute(product_id=product.pk, attribute=attribute, value=value)
    return AttributeValue.objects.get(product=product, attribute=attribute)


def make_option(product: Product, name: str, *values: str) -> list[OptionValue]:
    """An option of this name behind those that the product has, with these values in their order."""
    option = ProductOptionFactory(product=product, name=name, position=product.options.count())
    return [
        OptionValueFactory(option=option, name=value, position=position)
        for position, value in enumerate(values)
    ]


def choose(variant: Variant, *values: OptionValue) -> None:
    """Let the variant have these values, one for each of their options."""
    VariantOption.objects.bulk_create(
        VariantOption(variant=variant, option_id=value.option_id, value=value) for value in values
    )
