"""Products as lists tell of them, out of PostgreSQL: a page of them at a time, however many there are."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Sum

from catalog.exchange.reading.columns import AttributeColumn
from catalog.exchange.writing.products import ListedPicture, ListedProduct, ListedVariant
from catalog.models import (
    Attribute,
    AttributeValue,
    Collection,
    Price,
    Product,
    ProductOrigin,
    Stock,
    Variant,
    VariantOption,
)
from catalog.models.attributes import Value
from catalog.money import Money

PRODUCTS_A_PAGE = 500


def listed_attributes(merchant_id: int) -> tuple[AttributeColumn, ...]:
    """Every attribute under which something is said of a product of this merchant, in the shop's order."""
    said = Attribute.objects.filter(values__product__merchant=merchant_id).distinct()
    return tuple(AttributeColumn(slug, name) for slug, name in said.values_list("slug", "name"))


def listed_products(merchant_id: int, *, source: str, currency: str) -> Iterator[ListedProduct]:
    """All products of a merchant in the order in which they were made, with the prices of now in `currency`.

    `source` is the kind of list: products that came out of one keep the handle that they had there. Eight queries for
    each page; products that are made or changed meanwhile may be listed as before or as after.
    """
    products = _products(merchant_id, source, currency)
    last = 0
    while page := list(products.filter(pk__gt=last)[:PRODUCTS_A_PAGE]):
        yield from (_listed(product) for product in page)
        last = page[-1].pk


def _products(merchant_id: int, source: str, currency: str) -> QuerySet[Product]:
    prices = Price.objects.current(currency)
    # Where lists book what they count, too.
    stock = Stock.objects.at(None).filter(variant=OuterRef("pk")).order_by().values("variant")
    on_hand = stock.annotate(all=Sum("on_hand")).values("all")
    variants = Variant.objects.annotate(listed_on_hand=Subquery(on_hand)).prefetch_related(
        Prefetch("prices", queryset=prices, to_attr="listed_prices"),
        Prefetch("chosen_values", queryset=VariantOption.objects.select_related("option", "value")),
    )
    origins = ProductOrigin.objects.filter(source=source, merchant=merchant_id)
    return (
        Product.objects.filter(merchant=merchant_id)
        .select_related("category", "merchant", "product_type", "tax_class")
        .prefetch_related(
            Prefetch("variants", queryset=variants),
            "wanted_pictures",
            Prefetch("origins", queryset=origins, to_attr="called"),
            Prefetch(
                "attribute_values", queryset=AttributeValue.objects.select_related("attribute", "choice")
            ),
            # What the shop itself has picked is no part of the merchant's list.
            Prefetch(
                "collections", queryset=Collection.objects.filter(merchant=merchant_id), to_attr="picked_for"
            ),
        )
        .order_by("pk")
    )


def _listed(product: Product) -> ListedProduct:
    called: list[ProductOrigin] = product.called  # type: ignore[attr-defined]  # prefetched above
    collections: list[Collection] = product.picked_for  # type: ignore[attr-defined]  # prefetched above
    return ListedProduct(
        handle=called[0].handle if called else product.slug,
        name=product.name,
        tagline=product.tagline,
        description=product.description,
        category=product.category.name,
        state=product.state,
        merchant=product.merchant.name,
        variants=tuple(_listed_variant(variant) for variant in product.variants.all()),
        type=product.product_type.name if product.product_type else "",
        tax_class=product.tax_class.code if product.tax_class else "",
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        said={each.attribute.slug: _text(each.value) for each in product.attribute_values.all()},
        collections=tuple(collection.slug for collection in collections),
        tags=tuple(collection.name for collection in collections),
        pictures=tuple(
            ListedPicture(each.address, each.alt, tuple(each.skus)) for each in product.wanted_pictures.all()
        ),
    )


def _text(value: Value | None) -> str:
    """As a list says it: numbers without needless zeros, yes and no as lists have them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _listed_variant(variant: Variant) -> ListedVariant:
    prices: list[Price] = variant.listed_prices  # type: ignore[attr-defined]  # prefetched above
    return ListedVariant(
        sku=variant.sku,
        name=variant.name,
        price=Money(prices[0].amount_minor, prices[0].currency) if prices else None,
        compare_at=_compare_at(prices[0]) if prices else None,
        on_hand=variant.listed_on_hand,  # type: ignore[attr-defined]  # annotated above
        is_offered=variant.is_active,
        look=variant.material_variant,
        swatch=variant.swatch,
        width_mm=variant.width_mm,
        depth_mm=variant.depth_mm,
        height_mm=variant.height_mm,
        weight_g=variant.weight_g,
        gtin=variant.gtin,
        mpn=variant.mpn,
        options=tuple((each.option.name, each.value.name) for each in variant.chosen_values.all()),
    )


def _compare_at(price: Price) -> Money | None:
    return Money(price.compare_at_minor, price.currency) if price.compare_at_minor else None
