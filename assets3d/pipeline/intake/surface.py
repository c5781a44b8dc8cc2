"""Pictures that mean something else in glTF than in other formats."""

from dataclasses import replace

import numpy as np
from PIL import Image, ImageOps

from assets3d.pipeline.findings import warning
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.scene import TextureUse


def normal_use(use: TextureUse | None, material: str, shelf: Shelf) -> TextureUse | None:
    """A bump map, if it is a normal map in truth: many formats mean heights, exporters often write normals."""
    if use is None:
        return None
    small = np.asarray(shelf.opened(use.picture).convert("RGB").resize((32, 32)), np.float32).mean(
        axis=(0, 1)
    )
    if small[2] > 180 and abs(small[0] - 128) < 30 and abs(small[1] - 128) < 30:
        return use
    message = f"The material “{material[:80]}” has a height map, which glTF does not know; it was left out."
    shelf.findings.append(warning("bump_map_dropped", message, "", "Bake it to a normal map."))
    return None


def surface_use(
    rough: TextureUse | None, metal: TextureUse | None, shelf: Shelf, *, is_gloss: bool = False
) -> TextureUse | None:
    """Roughness and metal as the green and the blue of one picture, as glTF has them.

    is_gloss: whether `rough` is bright where the surface is smooth.
    """
    use = rough or metal
    if use is None:
        return None
    pictures = [shelf.opened(each.picture).convert("L") if each else None for each in (rough, metal)]
    if pictures[0] is not None and is_gloss:
        pictures[0] = ImageOps.invert(pictures[0])
    size = next(picture.size for picture in pictures if picture is not None)
    white = Image.new("L", size, 255)
    channels = [white, *(white if picture is None else picture.resize(size) for picture in pictures)]
    names = [shelf.scene.pictures[each.picture].name if each else "none" for each in (rough, metal)]
    word = "gloss surface" if is_gloss else "surface"
    return replace(use, picture=shelf.made(f"{'-'.join(names)} {word}", Image.merge("RGB", channels)))
