"""What a merchant feed says of each variant, in the names of Google's product data specification.

Meta and Pinterest read the same attributes; `virtual_model_link` is Google's alone
(https://support.google.com/merchants/answer/7052112 and /13674896).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from catalog.brands import BRAND
from catalog.mirror.view import ProductView, VariantView
from catalog.money import Money
from catalog.site.said import brand_of, said_in_words

LONGEST_TITLE = 150
LONGEST_DESCRIPTION = 5000
LONGEST_TYPE = 750
# Beside the first one.
MOST_IMAGES = 10
# Google recommends this as the most for a model; 15 MB is where it refuses.
MOST_MODEL_BYTES = 10_000_000


@dataclass(frozen=True)
class FeedOffer:
    """One variant. The fields are the attributes in the order of columns; "" where there is nothing to say.

    `additional_image_link` may be told several times.
    """

    id: str
    title: str
    description: str
    link: str
    image_link: str
    additional_image_link: tuple[str, ...]
    availability: str
    price: str
    sale_price: str
    condition: str
    brand: str
    gtin: str
    mpn: str
    identifier_exists: str
    item_group_id: str
    product_type: str
    color: str
    material: str
    product_width: str
    product_length: str
    product_height: str
    product_weight: str
    virtual_model_link: str


ATTRIBUTES = tuple(field.name for field in fields(FeedOffer))


def offers_of(product: ProductView, *, page_url: str, model_url: str) -> Iterator[FeedOffer]:
    """Every variant that has a picture, without which Google takes none.

    `page_url` and `model_url` are absolute; the latter always leads to the model as it is now.
    """
    has_several = len(product.variants) > 1
    model = _has_feed_model(product)
    for variant in product.variants:
        images = _images(product, variant)
        if not images:
            continue
        yield FeedOffer(
            id=str(variant.id),
            title=_cut(f"{product.name}, {variant.name}" if has_several else product.name, LONGEST_TITLE),
            description=_cut(product.description or product.tagline or product.name, LONGEST_DESCRIPTION),
            link=f"{page_url}?{urlencode({'sku': variant.sku})}" if has_several else page_url,
            image_link=images[0],
            additional_image_link=images[1 : MOST_IMAGES + 1],
            availability="out_of_stock" if variant.is_sold_out else "in_stock",
            **_prices(variant),
            condition="new",
            **_identifiers(product, variant),
            item_group_id=str(product.id) if has_several else "",
            product_type=_cut(" > ".join(_path(product)), LONGEST_TYPE),
            color=_cut(said_in_words(product, "color", "colour"), 100),
            material=_cut(said_in_words(product, "material"), 200),
            virtual_model_link=model_url if model else "",
            **_size(variant),
        )


def _has_feed_model(product: ProductView) -> bool:
    """The one for rooms is plain glTF with pictures of at most 2,048 pixels; only its weight may vary."""
    return bool(product.model and product.model.room and product.model.room.bytes <= MOST_MODEL_BYTES)


def _images(product: ProductView, variant: VariantView) -> tuple[str, ...]:
    """What the 3D model looks like, then the photographs: those of the variant before those of the product."""
    poster = variant.poster or product.poster
    own, common = (
        [each.picture.large_url for each in product.media if each.picture and each.variant_id == of]
        for of in (variant.id, None)
    )
    return (*((poster.large_url,) if poster else ()), *own, *common)


def _identifiers(product: ProductView, variant: VariantView) -> dict[str, str]:
    """By which the world knows the article. Where the merchant is the brand, the number of theirs is the maker's.

    Google wants to be told when there is none, rather than a number that somebody else has made up.
    """
    is_made_elsewhere = bool(said_in_words(product, BRAND))
    mpn = variant.mpn or ("" if variant.gtin or is_made_elsewhere else variant.sku)
    return {
        "brand": _cut(brand_of(product), 70),
        "gtin": variant.gtin,
        "mpn": mpn,
        "identifier_exists": "" if variant.gtin or mpn else "no",
    }


def _path(product: ProductView) -> list[str]:
    """From the top of the shop's tree down to where the product stands."""
    return [*(category.name for category in product.categories_above), product.category_name]


def _prices(variant: VariantView) -> dict[str, str]:
    """Google means by `price` what is charged otherwise, and wants what a reduced variant costs beside it."""
    now = _amount(variant.price)
    if variant.reduction is None:
        return {"price": now, "sale_price": ""}
    return {"price": _amount(variant.reduction.compare_at), "sale_price": now}


def _amount(money: Money) -> str:
    return f"{money.amount:f} {money.currency}"


def _size(variant: VariantView) -> dict[str, str]:
    return {
        "product_width": _centimetres(variant.width_mm),
        "product_length": _centimetres(variant.depth_mm),
        "product_height": _centimetres(variant.height_mm),
        "product_weight": f"{variant.weight_g} g" if variant.weight_g else "",
    }


def _centimetres(millimetres: int | None) -> str:
    return f"{millimetres / 10:g} cm" if millimetres else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
