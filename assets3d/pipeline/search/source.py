"""What tiers are compared with: the source itself, or where that is too heavy for a browser, a reduced one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assets3d.pipeline.geometry.options import GeometryOptions, SimplifyGoal
from assets3d.pipeline.geometry.prepare import PreparedGeometry, prepare_geometry
from assets3d.pipeline.measure import triangles_drawn
from assets3d.pipeline.search.pictures import marked, marked_glb
from assets3d.pipeline.textures.encode import EncodedImage
from assets3d.pipeline.textures.plain import plain
from assets3d.pipeline.tiers.model import Model
from assets3d.pipeline.tiers.plain import assemble_plain

# What headless Chromium shows without trouble.
_MOST_BYTES, _MOST_TRIANGLES = 60_000_000, 1_000_000
_STAND_IN_SIDE = 2048
# What a texture's own errors look like hardly depends on how finely the surface below is parted.
_CARRIER = GeometryOptions(simplify=SimplifyGoal(0.0, 8_000))
# Transparent glass makes the viewer draw everything several times.
_TIMES_FOR_GLASS = 3


@dataclass(frozen=True)
class ComparedSource:
    """glb: its textures are named by their images. is_stand_in: whether it was reduced."""

    glb: bytes
    is_stand_in: bool


def source_of(model: Model, geometry: Callable[[], PreparedGeometry]) -> ComparedSource:
    """The source to compare with. geometry: gives all triangles that a stand-in may have, where one is needed."""
    if not _is_too_heavy(model):
        return ComparedSource(marked_glb(model.document), is_stand_in=False)
    return ComparedSource(_assembled(model, geometry()), is_stand_in=True)


def texture_carrier(model: Model, geometry: PreparedGeometry) -> bytes:
    """The source's textures on few triangles, as a GLB: shows in a fraction of the time what happens to textures."""
    return _assembled(model, prepare_geometry(geometry.document, geometry.arrays, _CARRIER))


def _assembled(model: Model, geometry: PreparedGeometry) -> bytes:
    document = replace(geometry.document, json=marked(geometry.document.json))
    return assemble_plain(replace(geometry, document=document), source_images(model))


def source_images(model: Model) -> Sequence[EncodedImage]:
    """The images as they came, or for models too heavy for a browser, smaller ones."""
    if not _is_too_heavy(model):
        return model.originals()
    stored = {id(image): plain(image, _STAND_IN_SIDE) for image in model.images}
    return [stored[id(image)] for image in model.images]


def drawing_effort(model: Model) -> int:
    """About how many opaque triangles would take as long to draw."""
    used = model.document.json.get("extensionsUsed", [])
    times = _TIMES_FOR_GLASS if "KHR_materials_transmission" in used else 1
    return times * triangles_drawn(model.document.json, model.arrays)


def _is_too_heavy(model: Model) -> bool:
    size = sum(len(buffer) for buffer in model.document.buffers)
    return size > _MOST_BYTES or triangles_drawn(model.document.json, model.arrays) > _MOST_TRIANGLES
