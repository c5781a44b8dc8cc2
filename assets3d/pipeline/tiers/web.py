"""The `web` tier: the model as shoppers load it. Storage changes; structure, names and looks do not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assets3d.pipeline.geometry.groups import vertex_groups
from assets3d.pipeline.geometry.order import order
from assets3d.pipeline.geometry.simplify import simplify
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.roles import Role, accessor_roles
from assets3d.pipeline.measure import triangles_drawn
from assets3d.pipeline.recipe import Recipe
from assets3d.pipeline.textures.convert import encode_images
from assets3d.pipeline.textures.encode import EncodedImage
from assets3d.pipeline.tiers.assemble import assemble

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class WebTier:
    """The file, and what was done to reach it; `triangles` are those drawn."""

    glb: bytes
    triangles: int
    images: tuple[EncodedImage, ...]


def build_web_tier(document: Document, arrays: Arrays, recipe: Recipe, on_progress: Progress) -> WebTier:
    """Make the tier. `arrays` are the document's accessors and stay as they are."""
    arrays = dict(arrays)
    on_progress("geometry", 0)
    _reshape(document, arrays, accessor_roles(document.json), recipe)
    on_progress("textures", 0)
    images = encode_images(
        document, recipe.textures, lambda done, count: on_progress("textures", 100 * done // count)
    )
    glb = assemble(document, arrays, recipe.geometry, images)
    return WebTier(glb, triangles_drawn(document.json, arrays), tuple(images))


def _reshape(document: Document, arrays: Arrays, roles: Mapping[int, Role], recipe: Recipe) -> None:
    groups = vertex_groups(document.json, arrays, roles)
    drawn = triangles_drawn(document.json, arrays)
    if drawn > recipe.budget.triangles:
        share = recipe.budget.triangles / drawn
        simplify(document.json, arrays, groups, share, recipe.geometry.simplify_error)
    for group in groups:
        order(arrays, group)
