"""Posters of a tier: one picture per material variant, in every width, written as WebP."""

import io
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from PIL import Image

from assets3d.pipeline.posters.browser import take_pictures
from assets3d.pipeline.posters.options import PosterOptions
from assets3d.pipeline.report import Tier

FOLDER = "posters"


def make_posters(
    glb: bytes,
    variants: Sequence[str],
    out_dir: Path,
    options: PosterOptions,
    on_picture: Callable[[int, int], None],
) -> list[Tier]:
    """Write the posters of a GLB and describe them; errors as `take_pictures`.

    The first ones show the model as it opens (`material_variant` None), the others one variant each.
    """
    pictures = take_pictures(glb, variants, options, on_picture)
    (out_dir / FOLDER).mkdir(exist_ok=True)
    tiers = []
    for number, (variant, picture) in enumerate(zip((None, *variants), pictures, strict=True)):
        stem = "default" if variant is None else f"variant-{number}"
        for width in options.widths:
            path = f"{FOLDER}/{stem}-{width}.webp"
            content = _webp(picture, width, options.quality)
            (out_dir / path).write_bytes(content)
            tiers.append(_tier(path, content, variant, width))
    return tiers


def _tier(path: str, content: bytes, variant: str | None, width: int) -> Tier:
    return Tier(
        role="poster",
        path=path,
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
        content_type="image/webp",
        material_variant=variant,
        width=width,
        height=width,
    )


def _webp(picture: Image.Image, width: int, quality: int) -> bytes:
    scaled = picture if picture.width == width else picture.resize((width, width), Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    scaled.save(encoded, "WEBP", quality=quality, alpha_quality=100, method=4)
    return encoded.getvalue()
