"""Products in Vitrine's own format, one row a variant."""

from collections.abc import Iterator

from catalog.exchange.formats.own import HEADER
from catalog.exchange.writing.products import ListedProduct, ListedVariant


def own_rows(product: ListedProduct, currency: str) -> Iterator[list[str]]:
    """As many rows as the product has variants, but at least one; only the first tells about the product."""
    about = {
        "title": product.name,
        "tagline": product.tagline,
        "description": product.description,
        "category": product.category,
        "state": product.state,
    }
    for variant in product.variants or (None,):
        cells = {"handle": product.handle, **about, **(_variant(variant, currency) if variant else {})}
        yield [cells.get(column, "") for column in HEADER]
        about = {}


def _variant(variant: ListedVariant, currency: str) -> dict[str, str]:
    return {
        "sku": variant.sku,
        "variant": variant.name,
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


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
