"""Choices about the search."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from assets3d.pipeline.fidelity.views import Sides
from assets3d.pipeline.geometry.options import HALF_A_TEXEL, GeometryOptions
from assets3d.pipeline.gltf.meshopt import Codec
from assets3d.pipeline.textures.encode import Format

# Positions, texture coordinates, normals.
_Bits = tuple[int, int, int]


class Step(NamedTuple):
    """What a search may aim at: the share of the target that is taken, for a share of common practice's bytes.

    What is left of the target is room for views that nobody has looked at, bought where it is cheap.
    """

    taken: float
    bytes: float


@dataclass(frozen=True)
class SearchOptions:
    """What a search tries, and how far it goes.

    avif_anchors, webp_anchors: qualities that are encoded, ascending; the ones between, `quality_step` apart, are
    told from them. avif_probes, webp_probe: the qualities whose effect is looked at. Of two of AVIF one learns what
    no quality mends; without one of WebP its effect counts as AVIF's.
    largest_side, smallest_side: of any picture in pixels; halvings: how often one may be halved, as long as that
    takes at most `tolerable_reduction` of the target.
    glances: pictures that say what an image does at another quality or size; shape_glances: those that say what a
    shape does, half of them close-ups; what geometry loses is much the same all around. small_share: images below
    this share of all bytes may cost some more of them.
    bits: the precisions that are tried, coarsest first; errors: how far surfaces may move, as shares of the model's
    size. negligible_geometry: below this share of all bytes only the finest precision of all triangles is used.
    steps: most room first. A search aims at the first whose file would have at most that share of common practice's
    bytes. rounds: how often it looks at the whole and corrects itself at most.
    sampled_pixels: of larger pictures a part tells what the whole would weigh.
    lossless_pixels: larger pictures are not tried in lossless forms.
    guide_sides, held_out_sides: of its pictures in pixels.
    heavy: models that take about as long to draw as this many opaque triangles are looked at in fewer and smaller
    pictures, of heavy_sides.
    """

    avif_anchors: tuple[int, ...] = (26, 48, 69, 90)
    webp_anchors: tuple[int, ...] = (30, 58, 80, 96)
    avif_probes: tuple[int, ...] = (40, 80)
    webp_probe: int | None = 70
    quality_step: int = 2
    largest_side: int = 2048
    smallest_side: int = 64
    halvings: int = 2
    tolerable_reduction: float = 0.3
    small_share: float = 0.03
    bits: tuple[_Bits, ...] = ((13, 11, 9), (14, 12, 9), (15, 13, 10))
    errors: tuple[float, ...] = (1e-4, 3e-4)
    negligible_geometry: float = 0.04
    steps: tuple[Step, ...] = (
        Step(0.5, 0.5),
        Step(0.62, 0.55),
        Step(0.76, 0.6),
        Step(0.92, 0.66),
        Step(0.95, 1.0),
    )
    sampled_pixels: int = 1 << 19
    lossless_pixels: int = 1 << 20
    rounds: int = 3
    heavy: int = 150_000
    glances: int = 2
    shape_glances: int = 4
    guide_sides: Sides = field(default_factory=lambda: Sides(352, 448))
    heavy_sides: Sides = field(default_factory=lambda: Sides(256, 288))
    held_out_sides: Sides = field(default_factory=lambda: Sides(384, 544))

    def anchors(self, image_format: Format) -> tuple[int, ...]:
        """The qualities to encode in a format."""
        return self.avif_anchors if image_format.is_avif else self.webp_anchors

    def for_effort(self, effort: int) -> "SearchOptions":
        """The same with fewer things to look at, where drawing takes more than `heavy`."""
        if effort <= self.heavy:
            return self
        return replace(
            self,
            avif_probes=self.avif_probes[:1],
            webp_probe=None,
            halvings=1,
            bits=self.bits[-2:],
            errors=self.errors[:1],
            shape_glances=2,
        )

    def precisions(self, codec: Codec) -> tuple[GeometryOptions, ...]:
        """All precisions, finest last, which alone reads textures finer than anybody sees."""
        coarser = len(self.bits) - 1
        return tuple(
            GeometryOptions(
                position_bits=position,
                texture_coordinate_bits=coordinate,
                normal_bits=normal,
                tangent_bits=normal,
                morph_bits=position,
                texels=HALF_A_TEXEL if number < coarser else 0.0,
                codec=codec,
            )
            for number, (position, coordinate, normal) in enumerate(self.bits)
        )
