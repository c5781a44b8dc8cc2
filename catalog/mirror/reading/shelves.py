"""The tree of categories as readers have it: a flat tuple in the shop's order, each naming the one above it."""

from collections.abc import Sequence

from catalog.mirror.view import CategoryView


def find(shelves: Sequence[CategoryView], slug: str) -> CategoryView | None:
    return next((shelf for shelf in shelves if shelf.slug == slug), None)


def right_below(shelves: Sequence[CategoryView], slug: str) -> tuple[CategoryView, ...]:
    """Those that hang on this one itself; on nothing where it is ""."""
    return tuple(shelf for shelf in shelves if shelf.parent_slug == slug)


def branch(shelves: Sequence[CategoryView], slug: str) -> tuple[CategoryView, ...]:
    """The category at this address and all below it; nothing where there is none."""
    below: dict[str, list[CategoryView]] = {}
    for shelf in shelves:
        below.setdefault(shelf.parent_slug, []).append(shelf)
    found = [shelf for shelf in shelves if shelf.slug == slug]
    for shelf in found:
        found += below.get(shelf.slug, ())
    return tuple(found)


def above(shelves: Sequence[CategoryView], shelf: CategoryView) -> tuple[CategoryView, ...]:
    """The categories above this one, from the top down."""
    by_slug = {each.slug: each for each in shelves}
    found: list[CategoryView] = []
    parent = by_slug.get(shelf.parent_slug)
    while parent is not None:
        found.append(parent)
        parent = by_slug.get(parent.parent_slug)
    return tuple(reversed(found))
