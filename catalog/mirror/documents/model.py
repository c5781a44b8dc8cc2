"""The 3D model of a product: what its document holds, and what readers get of it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from catalog.mirror.documents.words import Document, UrlOf
from catalog.mirror.rows import FileRow, ModelRow
from catalog.mirror.view import FileView, FramingView, ModelView


def model_document(model: ModelRow) -> Document:
    return {
        "revision": model.revision_id,
        "key": model.key,
        "bytes": model.bytes,
        "triangles": model.triangles,
        "bounds_m": model.bounds_m,
        "material_variants": model.material_variants,
        "framing": asdict(model.framing) if model.framing else None,
        "files": [_file_document(file) for file in model.files],
    }


def model_view(document: Document, url_of: UrlOf) -> ModelView:
    bounds = document["bounds_m"]
    # Documents of before posters had a framing of their own, or models several files, are without them.
    framing = document.get("framing")
    return ModelView(
        revision_id=document["revision"],
        url=url_of(document["key"]),
        bytes=document["bytes"],
        triangles=document["triangles"],
        bounds_m=(bounds[0], bounds[1], bounds[2]) if bounds else None,
        material_variants=tuple(document["material_variants"]),
        framing=FramingView(framing["orbit"], framing["field_of_view_degrees"]) if framing else None,
        files=tuple(_file_view(file, url_of) for file in document.get("files", ())),
    )


def _file_document(file: FileRow) -> list[object]:
    """A list, because there may be hundreds of files and each of their members would cost its name again."""
    return [
        *(file.role, file.material_variant, file.key),
        *(file.bytes, file.sha256, file.content_type, file.triangles),
    ]


def _file_view(file: Sequence[Any], url_of: UrlOf) -> FileView:
    role, material_variant, key, bytes_, sha256, content_type, triangles = file
    return FileView(role, material_variant, url_of(key), bytes_, sha256, content_type, triangles)
