"""Products in Shopify's format, with the columns of its current template."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from catalog.exchange.formats.attribute_columns import shopify_attribute, shopify_header
from catalog.exchange.formats.options import Options
from catalog.exchange.formats.shopify import ATTRIBUTES, NAME_OPTION, NO_OPTIONS, ONLY_VARIANT
from catalog.exchange.reading.columns import AttributeColumn
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
# The columns that tell of an attribute though they are no metafields.
COLUMNS = {ATTRIBUTES["vendor"].slug: "Vendor", ATTRIBUTES["category"].slug: "Product category"}
COLUMNS |= {column.slug: name for name in HEADER if (column := shopify_attribute(name))}
MOST_OPTIONS = 3


def shopify_list_header(attributes: Sequence[AttributeColumn]) -> tuple[str, ...]:
    """The columns of a list that tells of these attributes, as far as the template has none for them."""
    return (*HEADER, *(shopify_header(each) for each in attributes if each.slug not in COLUMNS))


def shopify_rows(
    product: ListedProduct, currency: str, attributes: Sequence[AttributeColumn]
) -> Iterator[list[str]]:
    """As many rows as the product has variants or pictures, but at least one. The format has no place for `currency`."""
    columns = {each.slug: shopify_header(each) for each in attributes} | COLUMNS
    about = {
        "Title": product.name,
        "Description": paragraphs(product.description),
        "Vendor": product.merchant,
        "Type": product.category,
        # A comma begins the next tag.
        "Tags": ", ".join(tag for tag in product.tags if "," not in tag),
        "Published on online store": "TRUE" if product.state == "published" else "FALSE",
        "Status": STATUSES[product.state],
        "SEO title": product.seo_title,
        "SEO description": product.seo_description,
        **{columns[slug]: text for slug, text in product.said.items() if slug in columns},
    }
    has_options = tuple(variant.name for variant in product.variants) != (ONLY_VARIANT,)
    header = shopify_list_header(attributes)
    for number, (variant, picture) in enumerate(zip_longest(product.variants or (None,), product.pictures)):
        cells = {"URL handle": product.handle, **about}
        if variant:
            options = _options(variant) if has_options else (NO_OPTIONS,)
            cells |= {**_option_cells(options, is_first=number == 0), **_variant(variant)}
            cells["Variant image URL"] = product.picture_of(variant.sku)
        if picture:
            cells |= {"Product image URL": picture.address, "Image alt text": picture.alt}
            cells["Image position"] = str(number + 1)
        yield [cells.get(column, "") for column in header]
        about = {}


def _options(variant: ListedVariant) -> Options:
    """The format has three; what is more than that goes into the third."""
    options = variant.options or ((NAME_OPTION, variant.name),)
    rest = options[MOST_OPTIONS - 1 :]
    if len(rest) > 1:
        return (
            *options[: MOST_OPTIONS - 1],
            (_joined(name for name, _ in rest), _joined(value for _, value in rest)),
        )
    return options


def _joined(words: Iterable[str]) -> str:
    return " / ".join(words)


def _option_cells(options: Options, *, is_first: bool) -> dict[str, str]:
    """Only the first row says what the options are called; of a product without any, each does."""
    cells: dict[str, str] = {}
    for number, (name, value) in enumerate(options, 1):
        cells[f"Option{number} name"] = name if is_first or options == (NO_OPTIONS,) else ""
        cells[f"Option{number} value"] = value
    return cells


def _variant(variant: ListedVariant) -> dict[str, str]:
    return {
        "SKU": variant.sku,
        "Barcode": variant.gtin,
        "Google Shopping / Manufacturer part number (MPN)": variant.mpn,
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
