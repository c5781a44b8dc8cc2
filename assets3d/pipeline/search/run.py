"""The search: measure what every part loses, divide the loss that is allowed, look at the whole, correct, repeat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assets3d.pipeline.fidelity.compare import Apart
from assets3d.pipeline.render.studio import Studio
from assets3d.pipeline.search.allocate import Allocation, Component, allocate
from assets3d.pipeline.search.images import ImageChoices, encode_choices
from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.search.shapes import Shape, ShapeChoices
from assets3d.pipeline.search.target import KINDS, Judge, Losses, StepListener
from assets3d.pipeline.textures.encode import EncodedImage
from assets3d.pipeline.tiers.assemble import assemble

# How far what is seen may be from what was predicted and still be believed.
_CORRECTIONS = (0.2, 6.0)
# Another round would hardly make the model smaller.
_CLOSE_ENOUGH = 0.95


@dataclass(frozen=True)
class Found:
    """What a search tried. is_good: whether the held-out views are satisfied, with the room that was asked for."""

    glb: bytes
    shape: Shape
    images: tuple[EncodedImage, ...]
    search: Apart
    held_out: Apart
    is_good: bool


@dataclass(frozen=True)
class Parts:
    """Everything that can be chosen."""

    shapes: ShapeChoices
    images: Sequence[ImageChoices]

    @property
    def components(self) -> list[Component]:
        """The geometry first, then the images."""
        return [self.shapes.component, *(choices.component for choices in self.images)]

    def build(self, allocation: Allocation) -> tuple[bytes, Shape, tuple[EncodedImage, ...]]:
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
    on_step: StepListener,
) -> Found:
    """The smallest model that satisfies the held-out views, or else the one that comes nearest to it.

    judges: the views that the parts were measured in, and those held out. In the latter the whole is accepted or not;
    they also correct the aim for the next round, a factor for each kind of loss. So what is kept has been chosen in
    them, and comes out a little worse in views that nothing has looked at: `margin` and `accepted` are room for that.
    """
    guide, held_out = judges
    factors = np.full(KINDS, 1 / options.margin)
    best: Found | None = None
    tried: set[tuple[int, ...]] = set()
    for step in range(options.rounds):
        allocation = allocate(_scaled(parts.components, factors), np.zeros(KINDS))
        if allocation.chosen in tried:
            break
        tried.add(allocation.chosen)
        glb, shape, images = parts.build(allocation)
        seen, search_apart = guide.losses(studio, glb)
        unseen, held_out_apart = held_out.losses(studio, glb)
        found = Found(
            glb, shape, images, search_apart, held_out_apart, bool((unseen <= options.accepted).all())
        )
        best = found if best is None else smallest_good([best, found], held_out)
        predicted = np.maximum(allocation.losses / factors, 1e-9)
        factors = np.clip(np.maximum(seen, unseen) / predicted, *_CORRECTIONS) / options.margin
        if found.is_good and unseen.max() > _CLOSE_ENOUGH * options.accepted:
            break
        on_step(step + 1, options.rounds)
    if best is None:
        raise ValueError("a search needs at least one round")
    return best


def _scaled(components: Sequence[Component], factors: Losses) -> list[Component]:
    return [Component(component.sizes, component.losses * factors) for component in components]


def smallest_good(candidates: Sequence[Found], held_out: Judge) -> Found:
    """The smallest of those that are good, or else the one that comes nearest to it."""
    good = [found for found in candidates if found.is_good]
    if good:
        return min(good, key=lambda found: len(found.glb))
    return min(candidates, key=lambda found: float(held_out.target.losses(found.held_out).max()))
