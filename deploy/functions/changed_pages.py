"""Which of the shop's addresses show something else after a change to the catalogue's mirror.

Pure: from the records of the table's DynamoDB stream, which carries old and new images, to paths of the site.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

PRODUCT_PREFIX: Final = "product#"
SHELVES_PK: Final = "shelves"
COLLECTION_PREFIX: Final = "collection#"
COLLECTIONS_PK: Final = "collections"
# Whatever shows products. A path that ends in a star stands for all that begin like it.
WHOLE_CATALOGUE: Final = (
    *("/", "/?*", "/categories/*", "/collections/*", "/products/*"),
    *("/api/v1/categories/*", "/api/v1/collections/*", "/api/v1/products/*"),
)
# A product's page opens with any of its variants chosen, each at an address of its own; above this many, the CDN is
# asked to forget whatever begins like the page. It takes 15 such requests at a time, and 3,000 of plain addresses.
MOST_VARIANTS: Final = 20

Image = Mapping[str, Mapping[str, str]]
Document = dict[str, Any]


class UnknownEvent(ValueError):
    """The event does not have the shape of a DynamoDB stream."""


@dataclass(frozen=True)
class Change:
    """A record of the stream, and the paths that it has made stale: none when shoppers see what they saw before."""

    sequence_number: str
    paths: tuple[str, ...]


def changes(event: Mapping[str, Any]) -> list[Change]:
    """Return the changes that an event tells of, in its order; raise UnknownEvent when it is not a stream's."""
    try:
        records = [record["dynamodb"] for record in event["Records"]]
        return [Change(record["SequenceNumber"], tuple(_paths(record))) for record in records]
    except (KeyError, TypeError) as error:
        raise UnknownEvent(f"not records of a DynamoDB stream: {sorted(event)}") from error


def _paths(record: Mapping[str, Any]) -> Iterator[str]:
    pk = record["Keys"]["pk"]["S"]
    old, new = record.get("OldImage", {}), record.get("NewImage", {})
    if pk == SHELVES_PK:
        yield from _shelf_paths(_document(old), _document(new))
    elif pk.startswith(PRODUCT_PREFIX):
        yield from _product_paths(pk.removeprefix(PRODUCT_PREFIX), old, new)
    elif pk.startswith(COLLECTION_PREFIX) and _document(old) != _document(new):
        slug = quote(pk.removeprefix(COLLECTION_PREFIX))
        yield from (f"/collections/{slug}/", f"/api/v1/collections/{slug}/")
    elif pk == COLLECTIONS_PK and _document(old) != _document(new):
        yield from ("/", "/api/v1/collections/")


def _product_paths(slug: str, old: Image, new: Image) -> Iterator[str]:
    documents = (_document(old), _document(new))
    if _as_shown(documents[0]) != _as_shown(documents[1]):
        yield f"/api/v1/products/{quote(slug)}/"
        yield from _page_paths(f"/products/{quote(slug)}/", _skus(documents))
    if _place(documents[0], old) != _place(documents[1], new):
        yield from _listing_paths(*(slug for document in documents for slug in _branch(document)))


def _page_paths(page: str, skus: list[str]) -> Iterator[str]:
    if len(skus) > MOST_VARIANTS:
        yield f"{page}*"
    else:
        yield page
        yield from (f"{page}?sku={quote(sku)}" for sku in skus)


def _listing_paths(*categories: str) -> Iterator[str]:
    """The first pages of all lists that a product enters, leaves or moves in; the others grow old within a minute."""
    yield "/"
    yield "/api/v1/products/"
    yield from (f"/categories/{quote(slug)}/" for slug in dict.fromkeys(categories))


def _branch(document: Document | None) -> list[str]:
    """The product's category and those above it, whose pages show it as well."""
    if document is None:
        return []
    category = document["category"]
    return [*(slug for slug, _ in category.get("above", ())), category["slug"]]


def _shelf_paths(old: Document | None, new: Document | None) -> Iterator[str]:
    before, after = _shelves(old), _shelves(new)
    if before == after:
        return
    yield "/"
    changed = [slug for slug in before | after if before.get(slug) != after.get(slug)]
    parents = [shelves[slug][3] for slug in changed for shelves in (before, after) if slug in shelves]
    yield "/api/v1/categories/"
    for slug in dict.fromkeys([*changed, *parents]):
        if slug:
            yield from (f"/categories/{quote(slug)}/", f"/api/v1/categories/{quote(slug)}/")


def _shelves(document: Document | None) -> dict[str, tuple[str, str, str, str]]:
    """Address, name, description and the address of the one above, of each category by its address."""
    if document is None:
        return {}
    if "tree" in document:
        return {shelf[0]: tuple(shelf[:4]) for shelf in document["tree"]}
    return {
        shelf["slug"]: (shelf["slug"], shelf["name"], shelf["description"], "")
        for shelf in document["shelves"]
    }


def _place(document: Document | None, image: Image) -> tuple[list[str], str]:
    """In which lists a product stands, and where in them; twice nothing where it stands in none."""
    return _branch(document), image.get("rank", {}).get("S", "")


def _as_shown(document: Document | None) -> Document | None:
    """The document without how many are left, except whether any are.

    Every order of something scarce changes that number. It is right again within a minute by itself, checkout does
    not trust it, and paths that are purged cost money.
    """
    if document is None:
        return None
    variants = [{**variant, "left": variant["left"] > 0} for variant in document["variants"]]
    return {**document, "variants": variants}


def _skus(documents: Iterable[Document | None]) -> list[str]:
    found = (variant["sku"] for document in documents if document for variant in document["variants"])
    return list(dict.fromkeys(found))


def _document(image: Image) -> Document | None:
    """What an image shows; None for a tombstone and where there is no image."""
    text = image.get("document", {}).get("S")
    document: Document | None = json.loads(text) if text else None
    return document
