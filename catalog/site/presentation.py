"""How facts about a variant are worded on the product page, once for the server and for the script alike."""

from dataclasses import dataclass

from catalog.mirror.view import AttributeView, PosterView, ProductView, VariantView
from catalog.sizes import MILLIMETRES_A_CENTIMETRE
from catalog.states import AttributeKind

GRAMS_A_KILOGRAM = 1000
TIMES = " \N{MULTIPLICATION SIGN} "


@dataclass(frozen=True)
class VariantOption:
    """A variant as the picker shows it: `is_chosen` when the page opens, everything else as text."""

    variant: VariantView
    is_chosen: bool
    was: str
    lowest: str
    stock: str
    dimensions: str
    weight: str


def stock_sentence(variant: VariantView) -> str:
    """What a shopper is told about how many there are."""
    if variant.is_sold_out:
        return "Sold out"
    if variant.is_scarce:
        return f"Only {variant.left} left"
    return "In stock"


def was_sentence(variant: VariantView) -> str:
    """What a reduced variant costs otherwise; "" when its price is no reduction."""
    return f"instead of {variant.reduction.compare_at.format()}" if variant.reduction else ""


def lowest_sentence(variant: VariantView) -> str:
    """The lowest price before a reduction, which Directive 98/6/EC, article 6a, wants named; "" where none is known."""
    lowest = variant.reduction.prior_lowest if variant.reduction else None
    return f"Lowest price of the 30 days before: {lowest.format()}" if lowest else ""


def dimensions_of(variant: VariantView) -> str:
    """Width, depth and height in centimetres, each with its letter; "" when none is known."""
    sides = (("W", variant.width_mm), ("D", variant.depth_mm), ("H", variant.height_mm))
    known = [f"{letter} {length / MILLIMETRES_A_CENTIMETRE:g}" for letter, length in sides if length]
    return f"{TIMES.join(known)} cm" if known else ""


def weight_of(variant: VariantView) -> str:
    """ "850 g" below a kilogram, "3.4 kg" from there on; "" when not known."""
    if not variant.weight_g:
        return ""
    if variant.weight_g < GRAMS_A_KILOGRAM:
        return f"{variant.weight_g} g"
    return f"{round(variant.weight_g / GRAMS_A_KILOGRAM, 1):g} kg"


@dataclass(frozen=True)
class AttributeFact:
    """A row of what is said of a product; `colour` is drawn beside the text where it is one."""

    name: str
    text: str
    colour: str = ""


def attribute_facts(product: ProductView) -> tuple[AttributeFact, ...]:
    """What is said of a product, in words."""
    return tuple(
        AttributeFact(
            name=attribute.name,
            text=_attribute_text(attribute),
            colour=str(attribute.value) if attribute.kind == AttributeKind.COLOUR else "",
        )
        for attribute in product.attributes
    )


def _attribute_text(attribute: AttributeView) -> str:
    if isinstance(attribute.value, bool):
        return "Yes" if attribute.value else "No"
    return f"{attribute.value} {attribute.unit}" if attribute.unit else attribute.value


def options_of(product: ProductView, sku: str) -> tuple[VariantOption, ...]:
    """Every variant in order. The one named `sku` is chosen, else the first that can be bought, else the first."""
    chosen = chosen_variant(product, sku)
    return tuple(
        VariantOption(
            variant=variant,
            is_chosen=variant == chosen,
            was=was_sentence(variant),
            lowest=lowest_sentence(variant),
            stock=stock_sentence(variant),
            dimensions=dimensions_of(variant),
            weight=weight_of(variant),
        )
        for variant in product.variants
    )


def chosen_variant(product: ProductView, sku: str) -> VariantView:
    named = (variant for variant in product.variants if variant.sku == sku)
    buyable = (variant for variant in product.variants if not variant.is_sold_out)
    return next(named, None) or next(buyable, None) or product.variants[0]


def script_facts(options: tuple[VariantOption, ...]) -> list[dict[str, object]]:
    """What the page's script needs to change the page to another variant, ready for JSON."""
    return [
        {
            "id": option.variant.id,
            "sku": option.variant.sku,
            "name": option.variant.name,
            **({"values": option.variant.values} if option.variant.values else {}),
            "price": option.variant.price.format(),
            "was": option.was,
            "lowest": option.lowest,
            "stock": option.stock,
            "isSoldOut": option.variant.is_sold_out,
            "isScarce": option.variant.is_scarce,
            "dimensions": option.dimensions,
            "weight": option.weight,
            "gtin": option.variant.gtin,
            "mpn": option.variant.mpn,
            "materialVariant": option.variant.material_variant,
            "poster": poster_facts(option.variant.poster),
        }
        for option in options
    ]


def poster_facts(poster: PosterView | None) -> dict[str, str] | None:
    if poster is None:
        return None
    return {"src": poster.medium_url, "srcset": poster.srcset}
