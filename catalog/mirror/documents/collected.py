"""Collections: the document that names them, one for each with its products, and what readers get of them."""

from collections.abc import Iterable

from catalog.mirror.documents.words import Document
from catalog.mirror.reading.views import CollectedView, CollectionSummaryView
from catalog.mirror.rows import CollectedRow


def collections_document(collections: Iterable[CollectedRow]) -> Document:
    """Address, name and description of each."""
    return {"collections": [[each.slug, each.name, each.description] for each in collections]}


def collection_views(document: Document) -> tuple[CollectionSummaryView, ...]:
    return tuple(CollectionSummaryView(*each) for each in document["collections"])


def collected_document(collection: CollectedRow) -> Document:
    return {
        "slug": collection.slug,
        "name": collection.name,
        "description": collection.description,
        "products": collection.product_slugs,
    }


def collected_view(document: Document) -> CollectedView:
    return CollectedView(
        slug=document["slug"],
        name=document["name"],
        description=document["description"],
        product_slugs=tuple(document["products"]),
    )
