"""The search: measure what every part loses, divide the loss that is allowed, look at the whole, correct, repeat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    """What a search tried. taken: the share of the target, by the worst kind of loss in either set of views."""

    glb: bytes
    shape: Shape
    images: tuple[EncodedImage, ...]
    search: Apart
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


def search(
    studio: Studio,
    parts: Parts,
    judges: tuple[Judge, Judge],
    options: SearchOptions,
    usual: Found,
    on_step: StepListener,
) -> Found:
    """The best of what was tried, or else `usual`, common practice's own pictures.

    judges: the views that the parts were measured in, and those held out. What the whole takes of the target in
    either corrects the aim for the next round, a factor for each kind of loss. So what is kept has been chosen in
    them, and comes out a little worse in views that nothing has looked at: `options.steps` leave room for that.
    """
    factors = np.ones(KINDS)
    found: list[Found] = []
    tried: set[tuple[int, ...]] = set()
    for number in range(options.rounds):
        step, allocation = _aimed(parts.components, factors, len(usual.glb), options.steps)
        if allocation.chosen in tried:
            break
        tried.add(allocation.chosen)
        one, seen = look_at(studio, parts.build(allocation), judges)
        found.append(one)
        on_step(number + 1, options.rounds)
        if _CLOSE_ENOUGH * step.taken < one.taken <= step.taken or (number and one.taken <= 1):
            break
        factors = np.clip(seen / np.maximum(allocation.losses, 1e-9), *_CORRECTIONS)
    return best_of(found, usual, options.steps)


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


def look_at(studio: Studio, built: Built, judges: tuple[Judge, Judge]) -> tuple[Found, Losses]:
    """A model as tried, with (6,) shares of the target, of either views whichever say more."""
    (seen, search_apart), (unseen, held_out_apart) = (judge.losses(studio, built[0]) for judge in judges)
    taken = np.maximum(seen, unseen)
    return Found(*built, search_apart, held_out_apart, float(taken.max())), taken


def best_of(found: Sequence[Found], usual: Found, steps: Sequence[Step]) -> Found:
    """The smallest of those with the most room that their bytes pay for, or else common practice's pictures."""
    for step in steps:
        taken, size = min(1.0, step.taken * _NEAR_ENOUGH), step.bytes * len(usual.glb)
        affordable = [one for one in found if one.taken <= taken and len(one.glb) <= size]
        if affordable:
            return min(affordable, key=lambda one: len(one.glb))
    return usual
