"""What each tier is made for, how it is made, and what it should stay under."""

from dataclasses import dataclass, replace

from assets3d.pipeline.geometry.options import HALF_A_TEXEL, GeometryOptions, SimplifyGoal
from assets3d.pipeline.textures.encode import Format


@dataclass(frozen=True)
class Budget:
    """What a tier should stay under. Missing it is reported, never refused."""

    bytes: int
    triangles: int | None = None


@dataclass(frozen=True)
class ImagePlan:
    """How images are stored: longest side in pixels, and qualities of pictures, of other numbers and of directions.

    format: None for PNG or JPEG, whichever suits an image.
    """

    format: Format | None
    side: int
    colour: int = 90
    data: int = 90
    normal: int = 90


@dataclass(frozen=True)
class Plan:
    """One tier: `role` as in the report, and the file's name. is_plain: without any compression of geometry, for
    programs that know none."""

    role: str
    file_name: str
    budget: Budget
    geometry: GeometryOptions
    images: ImagePlan
    is_plain: bool = False


_AVIF = ImagePlan(Format.AVIF, 2048, colour=60, data=60, normal=68)
# Nobody sees a 16,000th of a model's size. Directions show sooner: with 8 bits, light breaks into steps on gloss.
_FINE = GeometryOptions(
    position_bits=14, normal_bits=10, tangent_bits=10, texels=HALF_A_TEXEL, detail_bits=13, codec="khr"
)

# Large screens and close looks. From here on, each tier is made from the triangles of the one before.
HIGH = Plan(
    "high",
    "high.glb",
    Budget(5_000_000, 150_000),
    replace(_FINE, simplify=SimplifyGoal(0.0, 150_000)),
    _AVIF,
)
# What the shop's page loads.
WEB = Plan(
    "web",
    "web.glb",
    Budget(3_000_000, 100_000),
    replace(_FINE, simplify=SimplifyGoal(0.0, 100_000)),
    _AVIF,
)
# The same for browsers of before AVIF; any glTF viewer that knows meshopt and WebP reads it.
WEB_WEBP = Plan(
    "web-webp",
    "web-webp.glb",
    Budget(4_500_000, 100_000),
    replace(_FINE, codec="ext", simplify=SimplifyGoal(0.0, 100_000)),
    ImagePlan(Format.WEBP, 2048, colour=80, data=86, normal=88),
)
# For those who save data, and for weak devices.
LITE = Plan(
    "lite",
    "lite.glb",
    Budget(1_000_000, 30_000),
    GeometryOptions(
        position_bits=14,
        texture_coordinate_bits=12,
        normal_bits=9,
        codec="khr",
        simplify=SimplifyGoal(1e-4, 30_000),
    ),
    ImagePlan(Format.WEBP, 1024, colour=74, data=80, normal=82),
)
# Shown within a second of asking, while the rest loads.
NANO = Plan(
    "nano",
    "nano.glb",
    Budget(80_000),
    GeometryOptions(
        position_bits=12,
        texture_coordinate_bits=10,
        normal_bits=8,
        tangent_bits=8,
        codec="khr",
        simplify=SimplifyGoal(2e-3, 8_000, limit=0.1, is_rough=True),
    ),
    ImagePlan(Format.WEBP, 256, colour=60, data=60, normal=66),
)
# For phones' own viewers in augmented reality, which read plain glTF; USDZ is written from it.
AR = Plan(
    "ar-glb",
    "ar.glb",
    Budget(10_000_000, 50_000),
    GeometryOptions(simplify=SimplifyGoal(0.0, 50_000)),
    ImagePlan(None, 2048),
    is_plain=True,
)
USDZ_BUDGET = Budget(10_000_000)
