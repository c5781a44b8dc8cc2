"""The smallest `web` tier that looks at least as good as common practice would, in AVIF and again in WebP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assets3d.pipeline.fidelity.compare import Apart, Reference, photograph, photograph_reference, pooled
from assets3d.pipeline.fidelity.views import HELD_OUT_VIEWS, SEARCH_VIEWS, visits_of
from assets3d.pipeline.geometry.options import GeometryOptions, SimplifyGoal
from assets3d.pipeline.geometry.prepare import PreparedGeometry, prepare_geometry
from assets3d.pipeline.gltf.meshopt import Codec
from assets3d.pipeline.render.studio import Shown, Studio
from assets3d.pipeline.search.images import image_choices
from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.search.pictures import Stage, images_of_looks, marked_glb
from assets3d.pipeline.search.run import Found, Judge, Parts, search
from assets3d.pipeline.search.sensitivity import Sensitivity, image_groups, measure_sensitivities
from assets3d.pipeline.search.shapes import Shape, ShapeChoices, measure_shapes, only_shape, shape_bytes
from assets3d.pipeline.search.target import StepListener, Target, target_from
from assets3d.pipeline.search.yardstick import yardstick_glb
from assets3d.pipeline.textures.encode import Format
from assets3d.pipeline.tiers.model import Model

# Shares of the whole search's time: looking at images, at shapes, and at the whole.
_IMAGES, _SHAPES = 40, 60


@dataclass(frozen=True)
class Searched:
    """What was found. held_out, target: views that no search saw, and what is allowed in them; yardstick: how far
    common practice is from the source there."""

    avif: Found
    webp: Found
    held_out: Reference
    target: Target
    yardstick: Apart


def find_web(
    studio: Studio, model: Model, geometry: PreparedGeometry, options: SearchOptions, on_step: StepListener
) -> Searched:
    """Search a model's `web` tier. geometry: the most triangles that it may have.

    Raises StudioUnavailable, and Defect when the viewer cannot show the model.
    """
    source = marked_glb(model.document)
    shown = studio.show(source)
    guide, held_out = _references(studio, shown, model, options)
    yardstick = studio.show(yardstick_glb(geometry, model.images))
    usual = [pooled(seen, photograph(studio, yardstick, seen)) for seen in (guide, held_out)]
    judges = tuple(
        Judge(seen, target_from(apart)) for seen, apart in zip((guide, held_out), usual, strict=True)
    )
    studio.show(source)
    stage = Stage(studio, guide, images_of_looks(model.document.json, model.looks))
    looked = measure_sensitivities(
        stage,
        image_groups(model.images),
        judges[0].target,
        options,
        lambda done, count: on_step(_IMAGES * done // max(1, count), 100),
    )
    found = list(
        _found(studio, model, _Searching(geometry, looked, (judges[0], judges[1]), options), on_step)
    )
    return Searched(found[0], found[1], held_out, judges[1].target, usual[1])


def _references(
    studio: Studio, shown: Shown, model: Model, options: SearchOptions
) -> tuple[Reference, Reference]:
    guide = visits_of(shown, SEARCH_VIEWS, options.guide_sides, model.worn)
    held_out = visits_of(shown, HELD_OUT_VIEWS, options.held_out_sides, model.worn)
    return photograph_reference(studio, shown, guide), photograph_reference(studio, shown, held_out)


@dataclass(frozen=True)
class _Searching:
    geometry: PreparedGeometry
    looked: Sequence[Sensitivity]
    judges: tuple[Judge, Judge]
    options: SearchOptions


def _found(studio: Studio, model: Model, searching: _Searching, on_step: StepListener) -> Iterator[Found]:
    options = searching.options
    shapes: ShapeChoices | None = None
    for number, (image_format, codec) in enumerate(((Format.AVIF, "khr"), (Format.WEBP, "ext"))):
        images = image_choices(searching.looked, image_format, options)
        weight = sum(float(choices.component.sizes.max()) for choices in images)
        if shapes is None:
            shapes = _shapes(studio, model, searching, weight)
        start = _SHAPES + number * 20
        on_step(start, 100)
        parts = Parts(_packed_for(shapes, codec), images)
        yield search(
            studio,
            parts,
            searching.judges,
            options,
            lambda done, count, start=start: on_step(start + 20 * done // count, 100),
        )


def _shapes(studio: Studio, model: Model, searching: _Searching, image_bytes: float) -> ShapeChoices:
    options, geometry = searching.options, searching.geometry
    precisions = options.precisions("khr")
    finest = Shape(geometry, precisions[-1])
    if shape_bytes(finest) < options.negligible_geometry * image_bytes:
        return only_shape(finest)
    prepared = [geometry]
    for error in options.errors:
        goal = GeometryOptions(simplify=SimplifyGoal(error))
        prepared.append(prepare_geometry(geometry.document, geometry.arrays, goal))
    guide = searching.judges[0]
    return measure_shapes(studio, prepared, precisions, model.originals(), guide)


def _packed_for(shapes: ShapeChoices, codec: Codec) -> ShapeChoices:
    """The same choices packed for another extension; what they look like does not change."""
    other = [replace(shape, options=replace(shape.options, codec=codec)) for shape in shapes.shapes]
    return shapes.with_shapes(other)
