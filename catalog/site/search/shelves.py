"""The shelves to choose among, as a tree that a list can show."""

from collections.abc import Iterator, Sequence

from catalog.mirror.view import CategoryView

# A space as wide as the letters are high; a browser takes away others at the start of an option.
STEP = "\N{EM SPACE}"


def as_tree(shelves: Sequence[CategoryView]) -> list[tuple[str, str]]:
    """Address and name, each behind the one above it and further in."""
    known = {shelf.slug for shelf in shelves}
    below: dict[str, list[CategoryView]] = {}
    for shelf in shelves:
        below.setdefault(shelf.parent_slug if shelf.parent_slug in known else "", []).append(shelf)
    return list(_branch(below, "", 0))


def _branch(below: dict[str, list[CategoryView]], slug: str, depth: int) -> Iterator[tuple[str, str]]:
    for shelf in below.get(slug, ()):
        yield shelf.slug, f"{STEP * depth}{shelf.name}"
        yield from _branch(below, shelf.slug, depth + 1)
