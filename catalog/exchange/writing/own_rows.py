"""Products in Vitrine's own format, one row a variant."""

from collections.abc import Iterator, Sequence

from catalog.exchange.formats.own import HEADER, IMAGES, OPTIONS
from catalog.exchange.reading.columns import AttributeColumn
from catalog.exchange.writing.products import ListedProduct, ListedVariant


def own_header(attributes: Sequence[AttributeColumn]) -> tuple[str, ...]:
    """The columns of a list that tells of these attributes."""
    return (*HEADER, *(_column(attribute.slug) for attribute in attributes))


def own_rows(
    product: ListedProduct, currency: str, attributes: Sequence[AttributeColumn]
) -> Iterator[list[str]]:
    """As many rows as the product has variants, but at least one; only the first tells about the product."""
    about = {
        "title": product.name,
        "tagline": product.tagline,
        "description": product.description,
        "category": product.category,
        "type": product.type,
        "tax_class": product.tax_class,
        "collections": ", ".join(product.collections),
        "seo_title": product.seo_title,
        "seo_description": product.seo_description,
        "state": product.state,
        **_images(product),
        **{_column(slug): text for slug, text in product.said.items()},
    }
    header = own_header(attributes)
    for variant in product.variants or (None,):
        cells = {
            "handle": product.handle,
            **about,
            **(_variant(product, variant, currency) if variant else {}),
        }
        yield [cells.get(column, "") for column in header]
        about = {}


def _column(slug: str) -> str:
    return f"attribute:{slug}"


def _images(product: ListedProduct) -> dict[str, str]:
    told = ((picture.address, picture.alt) for picture in product.pictures)
    pairs = zip(IMAGES, told, strict=False)
    return {column: text for columns, texts in pairs for column, text in zip(columns, texts, strict=True)}


def _variant(product: ListedProduct, variant: ListedVariant, currency: str) -> dict[str, str]:
    return {
        "variant_image": product.picture_of(variant.sku),
        "sku": variant.sku,
        "variant": variant.name,
        **_options(variant),
        "gtin": variant.gtin,
        "mpn": variant.mpn,
        "price": f"{variant.price.amount:f}" if variant.price else "",
        "compare_at": f"{variant.compare_at.amount:f}" if variant.compare_at else "",
        "currency": currency if variant.price else "",
        "stock": _number(variant.on_hand),
        "offered": "TRUE" if variant.is_offered else "FALSE",
        "look": variant.look,
        "swatch": variant.swatch,
        "width_mm": _number(variant.width_mm),
        "depth_mm": _number(variant.depth_mm),
        "height_mm": _number(variant.height_mm),
        "weight_g": _number(variant.weight_g or None),
    }


def _options(variant: ListedVariant) -> dict[str, str]:
    pairs = zip(OPTIONS, variant.options, strict=False)
    return {column: word for columns, words in pairs for column, word in zip(columns, words, strict=True)}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
