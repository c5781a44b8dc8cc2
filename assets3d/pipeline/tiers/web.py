"""The `web` tier: the model as shoppers load it. Storage changes; structure, names and looks do not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from assets3d.pipeline.geometry.options import SimplifyGoal
from assets3d.pipeline.geometry.prepare import prepare_geometry
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.document import Document
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
    on_progress("geometry", 0)
    goal = SimplifyGoal(error=0, triangles=recipe.budget.triangles, limit=recipe.geometry.simplify_error)
    prepared = prepare_geometry(document, arrays, replace(recipe.geometry, simplify=goal))
    on_progress("textures", 0)
    images = encode_images(
        document, recipe.textures, lambda done, count: on_progress("textures", 100 * done // count)
    )
    glb = assemble(prepared, recipe.geometry, images)
    return WebTier(glb, triangles_drawn(prepared.document.json, prepared.arrays), tuple(images))
