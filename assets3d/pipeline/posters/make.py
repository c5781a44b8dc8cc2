"""Posters of a tier: one picture per look, in every width, written as WebP."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from PIL import Image

from assets3d.pipeline.posters.framing import Framing
from assets3d.pipeline.posters.looks import Look
from assets3d.pipeline.posters.options import PosterOptions
from assets3d.pipeline.posters.take import take_pictures
from assets3d.pipeline.render.studio import Shown, Studio
from assets3d.pipeline.report import Tier

FOLDER = "posters"


@dataclass(frozen=True)
class Posters:
    """Pictures of a tier, and the camera that took them. Variants that look the same share their files."""

    tiers: tuple[Tier, ...]
    framing: Framing


def make_posters(  # noqa: PLR0913 - each is a thing of its own, and the last is rarely given
    studio: Studio,
    glb: bytes,
    looks: Sequence[Look],
    out_dir: Path,
    options: PosterOptions,
    on_picture: Callable[[int, int], None],
    shown: Shown | None = None,
) -> Posters:
    """Write the posters of a GLB, whose looks are as `looks_of` tells, and describe them.

    `shown` and errors are as in `take_pictures`.
    `material_variant` of a tier is None where it shows the model as it opens.
    """
    pictures = take_pictures(studio, glb, [look[0] for look in looks], options, on_picture, shown)
    (out_dir / FOLDER).mkdir(exist_ok=True)
    tiers: list[Tier] = []
    for number, (look, picture) in enumerate(zip(looks, pictures.images, strict=True)):
        stem = "default" if None in look else f"variant-{number}"
        for width in options.widths:
            path = f"{FOLDER}/{stem}-{width}.webp"
            content = _webp(picture, width, options.quality)
            (out_dir / path).write_bytes(content)
            tiers += [_tier(path, content, variant, width) for variant in look]
    return Posters(tuple(tiers), pictures.framing)


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
