"""A variant of a product: what its document holds, and what readers get of it."""

from collections.abc import Sequence
from typing import Any

from catalog.mirror.documents.options import values_document
from catalog.mirror.documents.words import Document, UrlOf
from catalog.mirror.rows import ModelRow, OptionRow, PosterRow, VariantRow
from catalog.mirror.view import PosterView, ReductionView, VariantView
from catalog.money import Money
from catalog.scarcity import shown_as_left


def variant_document(
    variant: VariantRow, model: ModelRow | None, price: Money, options: Sequence[OptionRow] = ()
) -> Document:
    """`options` are those that shoppers choose from; its values are told of these."""
    posters = model.posters if model else {}
    poster = posters.get(variant.material_variant) or posters.get("")
    reduction = {"reduction": [variant.compare_at_minor, variant.prior_lowest_minor]}
    return {
        "id": variant.id,
        "sku": variant.sku,
        **({"gtin": variant.gtin} if variant.gtin else {}),
        **({"mpn": variant.mpn} if variant.mpn else {}),
        "name": variant.name,
        **({"values": values_document(variant, options)} if options else {}),
        "price": [price.minor, price.currency],
        **(reduction if variant.compare_at_minor is not None else {}),
        "left": shown_as_left(variant.available),
        "material_variant": variant.material_variant,
        "swatch": variant.swatch,
        "size_mm": [variant.width_mm, variant.depth_mm, variant.height_mm],
        "weight_g": variant.weight_g,
        "poster": _poster_document(poster) if poster else None,
    }


def variant_view(document: Document, url_of: UrlOf) -> VariantView:
    minor, currency = document["price"]
    width, depth, height = document["size_mm"]
    poster = document["poster"]
    # Only in documents of reduced variants.
    reduction = document.get("reduction")
    return VariantView(
        id=document["id"],
        sku=document["sku"],
        name=document["name"],
        price=Money(minor, currency),
        left=document["left"],
        material_variant=document["material_variant"],
        swatch=document["swatch"],
        width_mm=width,
        depth_mm=depth,
        height_mm=height,
        weight_g=document["weight_g"],
        poster=PosterView(*(url_of(key) for key in poster)) if poster else None,
        reduction=_reduction_view(reduction, currency) if reduction else None,
        gtin=document.get("gtin", ""),
        mpn=document.get("mpn", ""),
        values=tuple(document.get("values", ())),
    )


def _poster_document(poster: PosterRow) -> list[str]:
    return [poster.small_key, poster.medium_key, poster.large_key]


def _reduction_view(amounts: Sequence[Any], currency: str) -> ReductionView:
    compare_at, prior_lowest = amounts
    lowest = None if prior_lowest is None else Money(prior_lowest, currency)
    return ReductionView(compare_at=Money(compare_at, currency), prior_lowest=lowest)
