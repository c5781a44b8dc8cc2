"""What is said of a product in words that others share: who makes it, of what, in which colour."""

from catalog.brands import BRAND
from catalog.mirror.view import AttributeView, ProductView
from catalog.states import AttributeKind

_WORDS = (AttributeKind.TEXT, AttributeKind.CHOICE)


def is_in_words(attribute: AttributeView) -> bool:
    """Unlike numbers, answers of yes or no, and colours of pixels."""
    return attribute.kind in _WORDS


def said_in_words(product: ProductView, *slugs: str) -> str:
    """What is said under the first of these attributes; "" where nothing is, or not in words."""
    said = (each for each in product.attributes if each.slug in slugs and is_in_words(each))
    return next((str(each.value) for each in said), "")


def brand_of(product: ProductView) -> str:
    """The merchant, unless somebody else is said to be the maker."""
    return said_in_words(product, BRAND) or product.merchant_name
