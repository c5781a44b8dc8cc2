"""The states of products and the moves between them that are allowed."""

from django.db import models


class ProductState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


PRODUCT_MOVES: dict[ProductState, frozenset[ProductState]] = {
    ProductState.DRAFT: frozenset({ProductState.PUBLISHED, ProductState.ARCHIVED}),
    ProductState.PUBLISHED: frozenset({ProductState.DRAFT, ProductState.ARCHIVED}),
    ProductState.ARCHIVED: frozenset({ProductState.DRAFT}),
}


def sources_of(target: ProductState) -> frozenset[ProductState]:
    """The states from which a product may become `target`."""
    return frozenset(state for state, targets in PRODUCT_MOVES.items() if target in targets)
