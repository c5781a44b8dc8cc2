"""The pipeline's output files go to where shoppers load them from."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assets3d import storage
from assets3d.errors import ConversionFault
from assets3d.pipeline.report import Report, Tier
from assets3d.services.conversion.storable import storable_text
from assets3d.states import RenditionRole

VARIANT_LENGTH = 120  # of Rendition.material_variant


@dataclass(frozen=True)
class StoredRendition:
    """An output file that lies in the assets bucket; `material_variant` is "" for the model as it opens."""

    role: RenditionRole
    material_variant: str
    key: str
    sha256: str
    bytes: int
    content_type: str
    triangles: int | None
    width: int | None
    height: int | None


def store_renditions(report: Report, folder: Path, *, on_each: Callable[[], None]) -> list[StoredRendition]:
    """Store every output file named by the report; `on_each` is called before each.

    The report was written by a process that read a stranger's file, so nothing in it is taken on trust: files
    are opened in `folder` itself without following links, and hashed here. Raises ConversionFault.
    """
    stored: dict[tuple[RenditionRole, str], StoredRendition] = {}
    for tier in report.tiers:
        role, variant = _role(tier), storable_text(tier.material_variant or "")[:VARIANT_LENGTH]
        # Two variants of one name look alike to whoever chooses by name; the first one is shown.
        if (role, variant) not in stored:
            on_each()
            stored[role, variant] = _store(tier, role, variant, folder)
    return list(stored.values())


def _role(tier: Tier) -> RenditionRole:
    name = f"{tier.role}-{tier.width}" if tier.role == "poster" else tier.role
    try:
        return RenditionRole(name)
    except ValueError as error:
        raise ConversionFault(f"the pipeline made an unknown kind of file: {name}") from error


def _store(tier: Tier, role: RenditionRole, variant: str, folder: Path) -> StoredRendition:
    path = folder / tier.path
    # The child that could have planted a link is gone, so the path cannot change between here and opening.
    if path.resolve() != folder.resolve() / tier.path or not path.resolve().is_relative_to(folder.resolve()):
        raise ConversionFault(f"the pipeline's report leads out of its folder: {tier.path}")
    if tier.content_type not in storage.EXTENSIONS:
        raise ConversionFault(f"the pipeline made a type of file that is not served: {tier.content_type}")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise ConversionFault(f"the pipeline's file {tier.path} cannot be read: {error}") from error
    with os.fdopen(descriptor, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        key = storage.put_rendition(file, sha256=sha256, bytes=length, content_type=tier.content_type)
    return StoredRendition(
        role=role,
        material_variant=variant,
        key=key,
        sha256=sha256,
        bytes=length,
        content_type=tier.content_type,
        triangles=tier.triangles,
        width=tier.width,
        height=tier.height,
    )
