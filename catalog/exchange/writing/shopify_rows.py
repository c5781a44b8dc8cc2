"""Products in Shopify's format, with the columns of its current template."""

from collections.abc import Iterator

from catalog.exchange.formats.shopify import NO_OPTIONS, ONLY_VARIANT
from catalog.exchange.reading.markup import paragraphs
from catalog.exchange.writing.products import ListedProduct, ListedVariant

HEADER = (
    *("Title", "URL handle", "Description", "Vendor", "Product category", "Type", "Tags"),
    *("Published on online store", "Status", "SKU", "Barcode"),
    *("Option1 name", "Option1 value", "Option1 Linked To"),
    *("Option2 name", "Option2 value", "Option2 Linked To"),
    *("Option3 name", "Option3 value", "Option3 Linked To"),
    *("Price", "Compare-at price", "Cost per item", "Charge tax", "Tax code"),
    *("Unit price total measure", "Unit price total measure unit"),
    *("Unit price base measure", "Unit price base measure unit"),
    *("Inventory tracker", "Inventory quantity", "Continue selling when out of stock"),
    *("Weight value (grams)", "Weight unit for display", "Requires shipping", "Fulfillment service"),
    *("Product image URL", "Image position", "Image alt text", "Variant image URL"),
    *("Gift card", "SEO title", "SEO description", "Color (product.metafields.shopify.color-pattern)"),
    *("Google Shopping / Google product category", "Google Shopping / Gender", "Google Shopping / Age group"),
    "Google Shopping / Manufacturer part number (MPN)",
    *("Google Shopping / Ad group name", "Google Shopping / Ads labels", "Google Shopping / Condition"),
    "Google Shopping / Custom product",
    *(f"Google Shopping / Custom label {number}" for number in range(5)),
)
STATUSES = {"published": "Active", "draft": "Draft", "scheduled": "Draft", "archived": "Archived"}
# How the only option is called, whose values are the names of variants.
OPTION = "Variant"


def shopify_rows(product: ListedProduct, currency: str) -> Iterator[list[str]]:
    """As many rows as the product has variants, but at least one. The format has no place for `currency`."""
    about = {
        "Title": product.name,
        "Description": paragraphs(product.description),
        "Vendor": product.merchant,
        "Type": product.category,
        "Published on online store": "TRUE" if product.state == "published" else "FALSE",
        "Status": STATUSES[product.state],
    }
    has_options = tuple(variant.name for variant in product.variants) != (ONLY_VARIANT,)
    for number, variant in enumerate(product.variants or (None,)):
        cells = {"URL handle": product.handle, **about}
        if variant:
            name = (OPTION if number == 0 else "", variant.name) if has_options else NO_OPTIONS
            cells |= {"Option1 name": name[0], "Option1 value": name[1], **_variant(variant)}
        yield [cells.get(column, "") for column in HEADER]
        about = {}


def _variant(variant: ListedVariant) -> dict[str, str]:
    return {
        "SKU": variant.sku,
        "Price": f"{variant.price.amount:f}" if variant.price else "",
        "Compare-at price": f"{variant.compare_at.amount:f}" if variant.compare_at else "",
        "Charge tax": "TRUE",
        "Inventory tracker": "shopify",
        "Inventory quantity": "" if variant.on_hand is None else str(variant.on_hand),
        "Continue selling when out of stock": "DENY",
        "Weight value (grams)": str(variant.weight_g or ""),
        "Weight unit for display": "g",
        "Requires shipping": "TRUE",
        "Fulfillment service": "manual",
        "Gift card": "FALSE",
    }
