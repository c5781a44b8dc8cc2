"""The search: measure what every part loses, divide the loss that is allowed, look at the whole, correct, repeat."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from assets3d.pipeline.fidelity.compare import Apart
from assets3d.pipeline.render.studio import Studio
from assets3d.pipeline.search.allocate import Allocation, Component, allocate
from assets3d.pipeline.search.images import ImageChoices, encode_choices
from assets3d.pipeline.search.options import SearchOptions, Step
from assets3d.pipeline.search.shapes import Shape, ShapeChoices
from assets3d.pipeline.search.target import KINDS, Judge, Losses, StepListener
from assets3d.pipeline.textures.encode import EncodedImage
from assets3d.pipeline.tiers.assemble import assemble

# How far what is seen may be from what was predicted and still be believed.
_CORRECTIONS = (0.2, 6.0)
# Another round would hardly make the model smaller.
_CLOSE_ENOUGH = 0.9
# How far beyond its aim something is still taken for as good.
_NEAR_ENOUGH = 1.1
# A GLB and what it is made of.
Built = tuple[bytes, Shape, tuple[EncodedImage, ...]]


@dataclass(frozen=True)
class Found:
    """What a search tried. taken: the share of the target, by the worst kind of loss in the views that saw it."""

    glb: bytes
    shape: Shape
    images: tuple[EncodedImage, ...]
    held_out: Apart
    taken: float


@dataclass(frozen=True)
class Parts:
    """Everything that can be chosen."""

    shapes: ShapeChoices
    images: Sequence[ImageChoices]

    @property
    def components(self) -> list[Component]:
        """The geometry first, then the images."""
        return [self.shapes.component, *(choices.component for choices in self.images)]

    def build(self, allocation: Allocation) -> Built:
        """The model as allocated."""
        shape = self.shapes.shapes[allocation.chosen[0]]
        chosen = {
            choices.group: choices.choices[option]
            for choices, option in zip(self.images, allocation.chosen[1:], strict=True)
        }
        count = len(shape.prepared.document.listed("images"))
        images = tuple(encode_choices(chosen, count))
        return assemble(shape.prepared, shape.options, images), shape, images


@dataclass(frozen=True)
class Start:
    """What is known before: the bytes of common practice's pictures on our geometry, and how far predictions were off
    in another format.

    factors: (6,) what is seen as a multiple of what was predicted.
    """

    usual_bytes: int
    on_step: StepListener
    factors: Losses = field(default_factory=lambda: np.ones(KINDS))
    is_corrected: bool = False


def search(
    studio: Studio, parts: Parts, judges: tuple[Judge, Judge], options: SearchOptions, start: Start
) -> tuple[Found | None, Losses]:
    """The best of what was tried, None where nothing would do; and the corrections that were found.

    judges: the views that the parts were measured in, and those held out. What the whole takes of the target in
    either corrects the aim for the next round, a factor for each kind of loss; the first round, which nothing has
    corrected yet, is only for that and need not be looked at in both. So what is kept has been chosen in
    them, and comes out a little worse in views that nothing has looked at: `options.steps` leave room for that.
    """
    factors, is_corrected = start.factors, start.is_corrected
    found: list[Found] = []
    tried: set[tuple[int, ...]] = set()
    for number in range(options.rounds):
        step, allocation = _aimed(parts.components, factors, start.usual_bytes, options.steps)
        if allocation.chosen in tried:
            break
        built = parts.build(allocation)
        shown = studio.show(built[0])
        seen, _ = judges[0].losses(studio, shown)
        if is_corrected or _is_near(seen, step):
            # What only the guide has seen comes again when nothing needs correcting, and is not tried yet.
            tried.add(allocation.chosen)
            unseen, apart = judges[1].losses(studio, shown)
            seen = np.maximum(seen, unseen)
            found.append(Found(*built, apart, float(seen.max())))
            if _is_near(seen, step) or seen.max() <= 1:
                break
        start.on_step(number + 1, options.rounds)
        factors = np.clip(seen / np.maximum(allocation.losses, 1e-9), *_CORRECTIONS)
        is_corrected = True
    return best_of(found, start.usual_bytes, options.steps), factors


def _is_near(seen: Losses, step: Step) -> bool:
    return bool(_CLOSE_ENOUGH * step.taken < seen.max() <= step.taken)


def _aimed(
    components: Sequence[Component], factors: Losses, usual_bytes: int, steps: Sequence[Step]
) -> tuple[Step, Allocation]:
    """The first step whose bytes suffice, and how; the losses are what the parts themselves predict."""
    for step in steps:
        scaled = [Component(one.sizes, one.losses * factors / step.taken) for one in components]
        allocation = allocate(scaled, np.zeros(KINDS))
        if allocation.is_within and allocation.size <= step.bytes * usual_bytes:
            break
    return step, replace(allocation, losses=allocation.losses * step.taken / factors)


def best_of(found: Sequence[Found], usual_bytes: int, steps: Sequence[Step]) -> Found | None:
    """The smallest of those with the most room that their bytes pay for."""
    for step in steps:
        taken, size = min(1.0, step.taken * _NEAR_ENOUGH), step.bytes * usual_bytes
        affordable = [one for one in found if one.taken <= taken and len(one.glb) <= size]
        if affordable:
            return min(affordable, key=lambda one: len(one.glb))
    return None
