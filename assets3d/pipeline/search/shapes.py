"""The ways to store a model's geometry, with their bytes and with what each loses of the look."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.prepare import PreparedGeometry
from assets3d.pipeline.gltf.meshopt import Codec
from assets3d.pipeline.render.studio import Studio
from assets3d.pipeline.search.allocate import Component
from assets3d.pipeline.search.target import KINDS, Judge, Losses
from assets3d.pipeline.textures.encode import EncodedImage
from assets3d.pipeline.tiers.assemble import assemble

# A share of the target that leaves nearly all of it to the images.
_HARMLESS = 0.3
# Stands for every image where only the bytes of the geometry are wanted.
_NO_IMAGE = EncodedImage(b"none", "image/png", 1, 1, 4, 1, 1)


@dataclass(frozen=True)
class Shape:
    """One way to store the geometry: triangles as prepared, numbers as precise as the options say."""

    prepared: PreparedGeometry
    options: GeometryOptions


@dataclass(frozen=True)
class ShapeChoices:
    """All ways that were looked at, with what they lose as shares of the target."""

    shapes: tuple[Shape, ...]
    component: Component

    @property
    def harmless(self) -> Shape:
        """The smallest that hardly loses anything."""
        losses = self.component.losses.max(axis=1)
        sizes = np.where(losses <= max(_HARMLESS, losses.min()), self.component.sizes, np.inf)
        return self.shapes[int(sizes.argmin())]

    @property
    def finest(self) -> Shape:
        """All triangles, as precise as can be chosen."""
        return self.shapes[int(self.component.sizes.argmax())]

    def packed_for(self, codec: Codec) -> "ShapeChoices":
        """The same choices packed for another extension: they look the same, and one tells the bytes of all."""
        shapes = tuple(replace(shape, options=replace(shape.options, codec=codec)) for shape in self.shapes)
        ratio = shape_bytes(shapes[-1]) / self.component.sizes[-1]
        return ShapeChoices(shapes, replace(self.component, sizes=self.component.sizes * ratio))


def measure_shapes(
    studio: Studio,
    prepared: Sequence[PreparedGeometry],
    precisions: Sequence[GeometryOptions],
    images: Sequence[EncodedImage],
    guide: Judge,
    glances: int,
) -> ShapeChoices:
    """Look at every preparation and at every precision; together they lose what both lose.

    prepared: the first has all triangles. precisions: the finest last. images: the source's own. glances: pictures of
    each. Leaves another model than the source in the studio.
    """
    shape_guide = replace(guide, reference=guide.reference.of_one_look(glances))

    def loss(one: PreparedGeometry, precision: GeometryOptions) -> Losses:
        return shape_guide.losses(studio, studio.show(assemble(one, precision, images)))[0]

    of_precision = [loss(prepared[0], precision) for precision in precisions]
    finest = of_precision[-1]
    of_triangles = [np.zeros(KINDS)]
    of_triangles += [np.maximum(loss(one, precisions[-1]) - finest, 0) for one in prepared[1:]]
    shapes, sizes, losses = [], [], []
    for one, from_triangles in zip(prepared, of_triangles, strict=True):
        for precision, from_precision in zip(precisions, of_precision, strict=True):
            shapes.append(Shape(one, precision))
            sizes.append(shape_bytes(shapes[-1]))
            losses.append(from_triangles + from_precision)
    return ShapeChoices(tuple(shapes), Component(np.array(sizes, np.float64), np.array(losses)))


def only_shape(shape: Shape) -> ShapeChoices:
    """No choice, and nothing looked at: for models whose geometry hardly weighs anything."""
    return ShapeChoices((shape,), Component(np.array([float(shape_bytes(shape))]), np.zeros((1, KINDS))))


def shape_bytes(shape: Shape) -> int:
    """Bytes of the file without its images."""
    images = [_NO_IMAGE] * len(shape.prepared.document.listed("images"))
    return len(assemble(shape.prepared, shape.options, images))
