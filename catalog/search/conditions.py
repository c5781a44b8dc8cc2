"""From a question to the condition of a statement over `catalog_searchentry AS entry`."""

from collections.abc import Iterator
from typing import Any

from catalog.search.facets import COLOUR
from catalog.search.question import Question, Said
from catalog.search.shelves import shelves_below
from catalog.search.words import tsquery_of

Condition = tuple[str, dict[str, Any]]

# The words, or the whole text as an article number.
QUERY = "(to_tsquery('vitrine_english', %(words)s) || %(article)s::tsquery)"
# Both boxes' sides from short to long: if those fit, the box fits, turned as it must be.
FITS = """entry.short_mm <= %(short)s AND entry.middle_mm <= %(middle)s AND entry.long_mm <= %(long)s AND EXISTS (
    SELECT 1 FROM catalog_variant AS variant
    WHERE variant.product_id = entry.product_id AND variant.is_active
        AND least(variant.width_mm, variant.depth_mm, variant.height_mm) <= %(short)s
        AND greatest(variant.width_mm, variant.depth_mm, variant.height_mm) <= %(long)s
        AND variant.width_mm + variant.depth_mm + variant.height_mm
            - least(variant.width_mm, variant.depth_mm, variant.height_mm)
            - greatest(variant.width_mm, variant.depth_mm, variant.height_mm) <= %(middle)s
)"""
# As with sides: entries tell only the cell of a number.
NUMBER = """EXISTS (
    SELECT 1 FROM catalog_attributevalue AS said
    WHERE said.product_id = entry.product_id AND said.attribute_id = %(attribute_{place})s AND {bounds}
)"""
# Of these a text search query may be quoted with, or escaped.
UNQUOTABLE = str.maketrans({"'": " ", "\\": " ", "\x00": " "})


def condition_of(question: Question) -> Condition:
    """All conditions of the question in one, with the parameters it names; texts are parameters only."""
    texts, parameters = ["true"], {}
    conditions = (
        *_about_words(question),
        *_about_offers(question),
        *_about_size(question),
        *_about_attributes(question.said),
    )
    for text, named in conditions:
        texts.append(text)
        parameters.update(named)
    return " AND ".join(texts), parameters


def shelf_of(question: Question) -> str:
    """The condition of one shelf alone, in whose order there are indexes; "true" otherwise."""
    ids = [] if question.category_slug is None else shelves_below(question.category_slug)
    return _on_shelves(ids)[0] if len(ids) == 1 else "true"


def _about_words(question: Question) -> Iterator[Condition]:
    text = question.text.strip()
    if words := tsquery_of(question.text):
        article = text.lower().translate(UNQUOTABLE)
        yield f"entry.words @@ {QUERY}", {"words": words, "article": f"'{article}'"}
    elif text:
        yield "false", {"words": "", "article": ""}


def _about_offers(question: Question) -> Iterator[Condition]:
    if question.category_slug is not None:
        yield _on_shelves(shelves_below(question.category_slug))
    if question.price_min is not None:
        yield "entry.lowest_minor >= %(price_min)s", {"price_min": question.price_min}
    if question.price_max is not None:
        yield "entry.lowest_minor <= %(price_max)s", {"price_max": question.price_max}
    if question.is_available:
        yield "entry.is_available", {}
    if question.colours:
        colours = [f"{COLOUR}{colour}" for colour in question.colours]
        yield "entry.facets && %(colours)s::varchar[]", {"colours": colours}
    for place, facets in enumerate(question.options):
        yield f"entry.facets && %(option_{place})s::varchar[]", {f"option_{place}": list(facets)}


def _on_shelves(ids: list[int]) -> Condition:
    """On one shelf, entries can be read in their order; on several they cannot."""
    if len(ids) == 1:
        return "entry.category_id = %(category)s", {"category": ids[0]}
    return "entry.category_id = ANY(%(categories)s::bigint[])", {"categories": ids}


def _about_size(question: Question) -> Iterator[Condition]:
    if question.fits_mm is not None:
        short, middle, long = sorted(question.fits_mm)
        yield FITS, {"short": short, "middle": middle, "long": long}


def _about_attributes(all_said: tuple[Said, ...]) -> Iterator[Condition]:
    for place, said in enumerate(all_said):
        if said.facets:
            yield f"entry.facets && %(said_{place})s::varchar[]", {f"said_{place}": list(said.facets)}
        else:
            yield _about_number(said, place)


def _about_number(said: Said, place: int) -> Condition:
    named: dict[str, Any] = {f"attribute_{place}": said.attribute_id}
    bounds = []
    for name, sign, bound in (("least", ">=", said.least), ("most", "<=", said.most)):
        if bound is not None:
            bounds.append(f"said.number {sign} %({name}_{place})s")
            named[f"{name}_{place}"] = bound
    return NUMBER.format(place=place, bounds=" AND ".join(bounds) or "said.number IS NOT NULL"), named
