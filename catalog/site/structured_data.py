"""The product page's facts for search engines, in schema.org's words (https://schema.org/Product, /3DModel)."""

from catalog.mirror.view import ModelView, ProductView, VariantView


def product_document(
    product: ProductView, *, page_url: str, category_url: str, home_url: str
) -> dict[str, object]:
    """The JSON-LD of a product page; addresses are absolute."""
    return {
        "@context": "https://schema.org",
        "@graph": [
            _product(product, page_url),
            _breadcrumbs(product, page_url=page_url, category_url=category_url, home_url=home_url),
        ],
    }


def _product(product: ProductView, page_url: str) -> dict[str, object]:
    document: dict[str, object] = {
        "@type": "Product",
        "@id": page_url,
        "url": page_url,
        "name": product.name,
        "description": product.description or product.tagline,
        "category": product.category_name,
        "brand": {"@type": "Brand", "name": product.merchant_name},
        "offers": [_offer(product, variant, page_url) for variant in product.variants],
    }
    posters = [variant.poster.large_url for variant in product.variants if variant.poster]
    if posters:
        document["image"] = list(dict.fromkeys(posters))
    if product.model is not None:
        document["subjectOf"] = _model(product.model)
    return document


def _offer(product: ProductView, variant: VariantView, page_url: str) -> dict[str, object]:
    return {
        "@type": "Offer",
        "name": variant.name,
        "sku": variant.sku,
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


def _breadcrumbs(
    product: ProductView, *, page_url: str, category_url: str, home_url: str
) -> dict[str, object]:
    steps = (("Vitrine", home_url), (product.category_name, category_url), (product.name, page_url))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(steps, start=1)
        ],
    }
