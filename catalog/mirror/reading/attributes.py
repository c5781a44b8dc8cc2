"""Which attributes there are, and the choices that some have."""

import json

from catalog.mirror import source
from catalog.mirror.documents.words import Document
from catalog.mirror.memory import Kept
from catalog.mirror.read import made_once, read_document
from catalog.mirror.reading.views import AttributeKindView

# Nothing keeps it in the mirror, so it is read out of PostgreSQL and remembered for a few seconds.
ATTRIBUTES_PK = "attributes"


def read_attributes() -> tuple[AttributeKindView, ...]:
    """In their order. Raises CatalogUnavailable."""
    return made_once(ATTRIBUTES_PK, read_document(ATTRIBUTES_PK, _from_database), _views) or ()


def _from_database() -> Kept:
    return Kept(version=0, text=json.dumps({"attributes": source.load_attributes()}, ensure_ascii=False))


def _views(document: Document) -> tuple[AttributeKindView, ...]:
    return tuple(
        AttributeKindView(slug, name, kind, unit, tuple(choices))
        for slug, name, kind, unit, choices in document["attributes"]
    )
