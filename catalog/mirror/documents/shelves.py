"""The categories of the shop: the document that names them, and what readers get of it."""

from collections.abc import Iterable
from dataclasses import astuple

from catalog.mirror.documents.words import Document
from catalog.mirror.rows import ShelfRow
from catalog.mirror.view import CategoryView


def shelves_document(shelves: Iterable[ShelfRow]) -> Document:
    """Shelves that hang on none, as ever; where any does, all of them as a tree as well.

    The release before knows of the former alone, and serves beside this one for a while.
    """
    shelves = list(shelves)
    flat = [
        {"slug": shelf.slug, "name": shelf.name, "description": shelf.description}
        for shelf in shelves
        if shelf.has_own
    ]
    is_tree = any(shelf.parent_slug for shelf in shelves)
    return {"shelves": flat, **({"tree": [astuple(shelf) for shelf in shelves]} if is_tree else {})}


def category_views(document: Document) -> tuple[CategoryView, ...]:
    if "tree" in document:
        return tuple(CategoryView(*shelf) for shelf in document["tree"])
    return tuple(CategoryView(**shelf) for shelf in document["shelves"])
