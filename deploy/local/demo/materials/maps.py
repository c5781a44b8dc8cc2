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


def base_map(name: str, colours: Field, *, image_format: str = "JPEG") -> Texture:
    """A base colour image from sRGB colours (rows, columns, 3) of 0 to 1."""
    return _encoded(f"{name} base colour", colours, image_format)


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
    per_metre = np.float32(height.shape[1] / tile_m / 2)
    right = (np.roll(height, -1, axis=1) - np.roll(height, 1, axis=1)) * per_metre
    down = (np.roll(height, -1, axis=0) - np.roll(height, 1, axis=0)) * per_metre
    scale = np.float32(0.5) / np.sqrt(right * right + down * down + 1)
    packed = np.empty((*height.shape, 3), dtype=np.float32)
    packed[..., 0] = 0.5 - right * scale
    packed[..., 1] = 0.5 + down * scale
    packed[..., 2] = 0.5 + scale
    return packed


def _encoded(name: str, values: Field, image_format: str) -> Texture:
    """JPEG at 92 without chroma loss, or PNG at a quick level."""
    out = io.BytesIO()
    if image_format == "PNG":
        Image.fromarray(_bytes(values)).save(out, "PNG", compress_level=1)
    else:
        Image.fromarray(_bytes(values)).save(out, "JPEG", quality=92, subsampling=0)
    return Texture(name, f"image/{image_format.lower()}", out.getvalue())


def _bytes(values: Field) -> npt.NDArray[np.uint8]:
    """0..1 as 0..255, in bands of rows that fit the processor's cache."""
    pixels = np.empty(values.shape, dtype=np.uint8)
    for start in range(0, len(values), 64):
        pixels[start : start + 64] = np.clip(
            values[start : start + 64] * np.float32(255) + np.float32(0.5), 0, 255
        )
    return pixels
