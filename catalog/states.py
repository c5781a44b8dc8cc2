"""The states of products and of imports, and the moves between them that are allowed."""

from django.db import models


class ProductState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


class StockReason(models.TextChoices):
    OPENING = "opening", "Opening stock"
    RECEIVED = "received", "Received"
    COUNTED = "counted", "Counted"
    DAMAGED = "damaged", "Damaged"
    RETURNED = "returned", "Returned"
    CORRECTION = "correction", "Correction"
    MOVED = "moved", "Moved"
    DISPATCHED = "dispatched", "Dispatched"
    # Between the rows of one place: nothing came or went.
    SPREAD = "spread", "Spread out"


PRODUCT_MOVES: dict[ProductState, frozenset[ProductState]] = {
    ProductState.DRAFT: frozenset({ProductState.SCHEDULED, ProductState.PUBLISHED, ProductState.ARCHIVED}),
    # From scheduled to scheduled: at another time.
    ProductState.SCHEDULED: frozenset(
        {ProductState.SCHEDULED, ProductState.PUBLISHED, ProductState.DRAFT, ProductState.ARCHIVED}
    ),
    ProductState.PUBLISHED: frozenset({ProductState.DRAFT, ProductState.ARCHIVED}),
    ProductState.ARCHIVED: frozenset({ProductState.DRAFT}),
}


def sources_of(target: ProductState) -> frozenset[ProductState]:
    """The states from which a product may become `target`."""
    return frozenset(state for state, targets in PRODUCT_MOVES.items() if target in targets)


class AttributeKind(models.TextChoices):
    """What is said of a product under an attribute."""

    TEXT = "text", "Text"
    NUMBER = "number", "Number"
    CHOICE = "choice", "One of several"
    BOOLEAN = "boolean", "Yes or no"
    COLOUR = "colour", "Colour"


class ListFormat(models.TextChoices):
    """What the columns of a list of products are called."""

    VITRINE = "vitrine", "Vitrine's own list"
    SHOPIFY = "shopify", "Product export of Shopify"


class WantedState(models.TextChoices):
    """A picture that a list names."""

    WAITING = "waiting", "To be fetched"
    FETCHED = "fetched", "Fetched"
    FAILED = "failed", "Not fetched"


class ImportState(models.TextChoices):
    """A list that a merchant has sent: first it is tried without keeping anything, then it is taken."""

    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    APPLYING = "applying", "Being taken"
    DONE = "done", "Taken"
    REFUSED = "refused", "Unreadable"
    DISCARDED = "discarded", "Discarded"
    FAILED = "failed", "Failed on our side"


# CHECKING and APPLYING are also where an import waits for a worker; the lease tells whether one is at it.
IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.CHECKING: frozenset({ImportState.CHECKED, ImportState.REFUSED, ImportState.FAILED}),
    ImportState.CHECKED: frozenset({ImportState.APPLYING, ImportState.DISCARDED}),
    ImportState.APPLYING: frozenset({ImportState.DONE, ImportState.REFUSED, ImportState.FAILED}),
    ImportState.DONE: frozenset(),
    ImportState.REFUSED: frozenset(),
    ImportState.DISCARDED: frozenset(),
    ImportState.FAILED: frozenset(),
}
WORKING_IMPORTS = (ImportState.CHECKING, ImportState.APPLYING)


class MediaKind(models.TextChoices):
    IMAGE = "image", "Picture"
    VIDEO = "video", "Video"


class MediaState(models.TextChoices):
    """A picture waits until a worker has looked at it; a video is only a link."""

    WAITING = "waiting", "Being prepared"
    READY = "ready", "Shown"
    REFUSED = "refused", "Refused"
