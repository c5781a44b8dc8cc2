"""The smallest `web` tier that looks at least as good as common practice would, in AVIF and again in WebP."""

from collections.abc import Sequence
from dataclasses import dataclass

from assets3d.pipeline.fidelity.compare import Apart, Reference, photograph, photograph_reference, pooled
from assets3d.pipeline.fidelity.views import HELD_OUT_VIEWS, SEARCH_VIEWS, Sides, View, visits_of
from assets3d.pipeline.geometry.options import GeometryOptions, SimplifyGoal
from assets3d.pipeline.geometry.prepare import PreparedGeometry, prepare_geometry
from assets3d.pipeline.render.studio import Shown, Studio
from assets3d.pipeline.search.images import image_choices
from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.search.pictures import Stage, images_of_looks
from assets3d.pipeline.search.run import Found, Parts, Start, search
from assets3d.pipeline.search.sensitivity import Sensitivity, image_groups, measure_sensitivities
from assets3d.pipeline.search.shapes import Shape, ShapeChoices, measure_shapes, only_shape, shape_bytes
from assets3d.pipeline.search.source import (
    ComparedSource,
    drawing_effort,
    source_images,
    source_of,
    texture_carrier,
)
from assets3d.pipeline.search.target import Judge, Losses, StepListener, Target, target_from
from assets3d.pipeline.search.yardstick import usual_images, yardstick_glb
from assets3d.pipeline.textures.encode import EncodedImage, Format
from assets3d.pipeline.tiers.assemble import assemble
from assets3d.pipeline.tiers.model import Model

# Percent of the whole search's time when images, shapes, and the whole with AVIF have been looked at.
_IMAGES, _SHAPES, _AVIF = 40, 60, 82
# Views of models that take long to draw: two whole ones and a close-up.
_FEW_VIEWS = 3
# About what is left of the bytes of a source's pictures.
_TYPICAL_SAVING = 0.15


@dataclass(frozen=True)
class Searched:
    """What was found.

    held_out, target: views in which no part was measured, and what is allowed in them; yardstick: how far common
    practice is from the source there. has_stand_in: whether a reduced source stood for the source itself.
    """

    avif: Found
    webp: Found
    held_out: Reference
    target: Target
    yardstick: Apart
    has_stand_in: bool


def find_web(
    studio: Studio, model: Model, geometry: PreparedGeometry, options: SearchOptions, on_step: StepListener
) -> Searched:
    """Search a model's `web` tier. geometry: the most triangles that it may have.

    Raises StudioUnavailable, and Defect when the viewer cannot show the model.
    """
    source = source_of(model, lambda: geometry)
    options = options.for_effort(drawing_effort(model))
    shown = studio.show(source.glb)
    guide = _reference(studio, shown, model, SEARCH_VIEWS, options.guide_sides, options)
    held_out = _reference(studio, shown, model, HELD_OUT_VIEWS, options.held_out_sides, options)
    pictures = tuple(usual_images(model.images))
    usual = _looks(studio, yardstick_glb(geometry, pictures), (guide, held_out))
    targets = [target_from(one) for one in usual]
    judges = (
        Judge(guide, targets[0].for_small_pictures()),
        Judge(held_out, targets[1].for_small_pictures()),
    )
    looked = measure_sensitivities(
        _stage(studio, model, geometry, source, guide, options),
        image_groups(model.images),
        judges[0].target,
        options,
        _between(on_step, 0, _IMAGES),
    )
    searching = _Searching(studio, model, geometry, looked, judges, options, pictures)
    shapes = searching.shapes()
    start = Start(searching.usual_bytes(shapes), _between(on_step, _SHAPES, _AVIF))
    avif, factors = searching.found(Format.AVIF, shapes, start)
    # Predictions are off alike in both formats.
    shapes = shapes.packed_for("ext")
    again = Start(searching.usual_bytes(shapes), _between(on_step, _AVIF, 100), factors, is_corrected=True)
    webp, _ = searching.found(Format.WEBP, shapes, again)
    return Searched(avif, webp, held_out, targets[1], usual[1], source.is_stand_in)


def _looks(studio: Studio, glb: bytes, references: Sequence[Reference]) -> list[Apart]:
    shown = studio.show(glb)
    return [pooled(reference, photograph(studio, shown, reference)) for reference in references]


def _between(on_step: StepListener, start: int, end: int) -> StepListener:
    """Tells steps of a part of the search as percent of the whole."""
    return lambda done, count: on_step(start + (end - start) * done // max(1, count), 100)


def _reference(
    studio: Studio,
    shown: Shown,
    model: Model,
    views: Sequence[View],
    sides: Sides,
    options: SearchOptions,
) -> Reference:
    """Pictures of the source, which must be in the studio, from these views."""
    if drawing_effort(model) > options.heavy:
        views, sides = views[:_FEW_VIEWS], options.heavy_sides
    return photograph_reference(studio, shown, visits_of(shown, views, sides, model.worn))


def _stage(
    studio: Studio,
    model: Model,
    geometry: PreparedGeometry,
    source: ComparedSource,
    guide: Reference,
    options: SearchOptions,
) -> Stage:
    """The source where textures can be exchanged, of fewer triangles where it takes long to draw."""
    images = images_of_looks(model.document.json, model.looks)
    if drawing_effort(model) <= options.heavy:
        studio.show(source.glb)
        return Stage(studio, guide, images)
    shown = studio.show(texture_carrier(model, geometry))
    return Stage(studio, _reference(studio, shown, model, SEARCH_VIEWS, options.guide_sides, options), images)


@dataclass(frozen=True)
class _Searching:
    studio: Studio
    model: Model
    geometry: PreparedGeometry
    looked: Sequence[Sensitivity]
    judges: tuple[Judge, Judge]
    options: SearchOptions
    pictures: tuple[EncodedImage, ...]

    def shapes(self) -> ShapeChoices:
        """Precisions and simplifications, looked at where the geometry weighs anything beside the images."""
        precisions = self.options.precisions("khr")
        finest = Shape(self.geometry, precisions[-1])
        pictures = sum(image.source_bytes for image in {id(one): one for one in self.model.images}.values())
        if shape_bytes(finest) < self.options.negligible_geometry * pictures * _TYPICAL_SAVING:
            return only_shape(finest)
        prepared = [self.geometry]
        for error in self.options.errors:
            goal = GeometryOptions(simplify=SimplifyGoal(error))
            prepared.append(prepare_geometry(self.geometry.document, self.geometry.arrays, goal))
        originals = source_images(self.model)
        glances = self.options.shape_glances
        return measure_shapes(self.studio, prepared, precisions, originals, self.judges[0], glances)

    def usual_bytes(self, shapes: ShapeChoices) -> int:
        """What common practice's pictures on our geometry weigh, which a search has to beat."""
        return len(assemble(shapes.harmless.prepared, shapes.harmless.options, self.pictures))

    def found(self, image_format: Format, shapes: ShapeChoices, start: Start) -> tuple[Found, Losses]:
        """The best model that was tried with images of a format, and the corrections that were found."""
        parts = Parts(shapes, image_choices(self.looked, image_format, self.options))
        found, factors = search(self.studio, parts, self.judges, self.options, start)
        return found or self._usual(shapes), factors

    def _usual(self, shapes: ShapeChoices) -> Found:
        """What is left where nothing better was found: common practice's pictures, on the finest geometry where they take
        what a coarser one would lose."""
        found = self._looked_at(shapes.harmless)
        return found if found.taken <= 1 else self._looked_at(shapes.finest)

    def _looked_at(self, shape: Shape) -> Found:
        glb = assemble(shape.prepared, shape.options, self.pictures)
        seen, apart = self.judges[1].losses(self.studio, self.studio.show(glb))
        return Found(glb, shape, self.pictures, apart, float(seen.max()))
