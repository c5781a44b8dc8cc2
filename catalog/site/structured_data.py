"""The product page's facts for search engines, in schema.org's words (https://schema.org/Product, /3DModel)."""

from collections.abc import Iterable, Sequence

from catalog.brands import BRAND
from catalog.mirror.view import AttributeView, ModelView, ProductView, VariantView
from catalog.site.said import brand_of, is_in_words

# What schema.org has a word for, by the attribute's address. Colours that are written as digits are no colours to it.
WORDS = {"color": "color", "colour": "color", "material": "material"}

# A step's name and its absolute address.
Step = tuple[str, str]


def product_document(product: ProductView, steps: Sequence[Step]) -> dict[str, object]:
    """The JSON-LD of a product page. `steps` lead from the home page to this one."""
    _, page_url = steps[-1]
    return _graph(_product(product, page_url), _breadcrumbs(steps))


def category_document(steps: Sequence[Step]) -> dict[str, object]:
    """The JSON-LD of a category's page. `steps` lead from the home page to this one."""
    return _graph(_breadcrumbs(steps))


def _graph(*things: dict[str, object]) -> dict[str, object]:
    return {"@context": "https://schema.org", "@graph": list(things)}


def _product(product: ProductView, page_url: str) -> dict[str, object]:
    document: dict[str, object] = {
        "@type": "Product",
        "@id": page_url,
        "url": page_url,
        "name": product.name,
        "description": product.description or product.tagline,
        "category": product.category_name,
        "brand": {"@type": "Brand", "name": brand_of(product)},
        "offers": [_offer(product, variant, page_url) for variant in product.variants],
    }
    posters = [variant.poster.large_url for variant in product.variants if variant.poster]
    photos = [media.picture.large_url for media in product.media if media.picture]
    if posters or photos:
        document["image"] = list(dict.fromkeys([*posters, *photos]))
    if product.model is not None:
        document["subjectOf"] = _model(product.model)
    if len(product.variants) == 1:
        document.update(_numbers(product.variants[0]))
    document.update(_attributes(product.attributes))
    return document


def _attributes(attributes: Iterable[AttributeView]) -> dict[str, object]:
    """Under schema.org's own words where it has any; everything else as it is called here."""
    said: dict[str, object] = {}
    others: list[dict[str, object]] = []
    for attribute in attributes:
        if attribute.slug == BRAND and is_in_words(attribute):
            continue  # It is the brand's.
        word = WORDS.get(attribute.slug) if is_in_words(attribute) else None
        if word and word not in said:
            said[word] = attribute.value
        else:
            unit = {"unitText": attribute.unit} if attribute.unit else {}
            others.append(
                {"@type": "PropertyValue", "name": attribute.name, "value": attribute.value, **unit}
            )
    return {**said, **({"additionalProperty": others} if others else {})}


def _numbers(variant: VariantView) -> dict[str, object]:
    """By which the article is known to the world."""
    numbers = {"gtin": variant.gtin, "mpn": variant.mpn}
    return {name: number for name, number in numbers.items() if number}


def _offer(product: ProductView, variant: VariantView, page_url: str) -> dict[str, object]:
    return {
        "@type": "Offer",
        "name": variant.name,
        "sku": variant.sku,
        **_numbers(variant),
        "url": page_url,
        "price": f"{variant.price.amount:f}",
        "priceCurrency": variant.price.currency,
        "availability": f"https://schema.org/{'OutOfStock' if variant.is_sold_out else 'InStock'}",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "Organization", "name": product.merchant_name},
    }


def _model(model: ModelView) -> dict[str, object]:
    return {
        "@type": "3DModel",
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": model.url,
            "encodingFormat": "model/gltf-binary",
            "contentSize": str(model.bytes),
        },
    }


def _breadcrumbs(steps: Sequence[Step]) -> dict[str, object]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(steps, start=1)
        ],
    }
