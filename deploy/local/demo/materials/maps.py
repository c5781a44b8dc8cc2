"""From fields to the encoded maps of a material."""

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from deploy.local.demo.gltf.model import Maps, Texture
from deploy.local.demo.materials.noise import Field


@dataclass(frozen=True)
class Relief:
    """A tileable surface: its height in metres, roughness 0 to 1, light reaching it 0 to 1, and metalness."""

    height: Field
    roughness: Field
    light: Field | float = 1.0
    metalness: Field | float = 0.0


def base_map(name: str, colours: Field) -> Texture:
    """A base colour image from sRGB colours (rows, columns, 3) of 0 to 1."""
    return _encoded(f"{name} base colour", colours, "JPEG")


def relief_maps(name: str, relief: Relief, tile_m: float, *, image_format: str = "JPEG") -> Maps:
    """Normal and surface maps of a relief that repeats every `tile_m` metres."""
    rows, columns = relief.height.shape
    surface = np.empty((rows, columns, 3), dtype=np.float32)
    surface[..., 0] = relief.light
    surface[..., 1] = relief.roughness
    surface[..., 2] = relief.metalness
    return Maps(
        normal=_encoded(f"{name} normal", _normals(relief.height, tile_m), image_format),
        surface=_encoded(f"{name} surface", surface, image_format),
    )


def with_base(maps: Maps, base: Texture) -> Maps:
    """The same relief under another colour."""
    return Maps(base=base, normal=maps.normal, surface=maps.surface)


def _normals(height: Field, tile_m: float) -> Field:
    """Tangent-space normals packed to 0..1: red to the right, green up the image (glTF 2.0, 3.9.3)."""
    texel = tile_m / height.shape[1]
    right = (np.roll(height, -1, axis=1) - np.roll(height, 1, axis=1)) / (2 * texel)
    down = (np.roll(height, -1, axis=0) - np.roll(height, 1, axis=0)) / (2 * texel)
    length = np.sqrt(right**2 + down**2 + 1)
    return np.stack([0.5 - 0.5 * right / length, 0.5 + 0.5 * down / length, 0.5 + 0.5 / length], axis=-1)


def _encoded(name: str, values: Field, image_format: str) -> Texture:
    """JPEG at 92 without chroma loss, or PNG at a quick level."""
    pixels: npt.NDArray[np.uint8] = np.clip(values * 255 + 0.5, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    if image_format == "PNG":
        Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    else:
        Image.fromarray(pixels).save(out, "JPEG", quality=92, subsampling=0)
    return Texture(name, f"image/{image_format.lower()}", out.getvalue())
