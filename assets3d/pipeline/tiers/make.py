"""Make tiers by their plans. A tier over its budget is made again with less, a few times, before that is reported."""

from dataclasses import dataclass, field, replace

from assets3d.pipeline.geometry.options import SimplifyGoal
from assets3d.pipeline.geometry.prepare import PreparedGeometry, prepare_geometry
from assets3d.pipeline.geometry.simplification.simplify import Simplification
from assets3d.pipeline.measure import triangles_drawn
from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, EncodedImage
from assets3d.pipeline.textures.encoders import Encoders, Wanted
from assets3d.pipeline.textures.resize import smaller_size
from assets3d.pipeline.tiers.assemble import assemble
from assets3d.pipeline.tiers.model import Model
from assets3d.pipeline.tiers.plain import assemble_plain
from assets3d.pipeline.tiers.plans import ImagePlan, Plan

_ATTEMPTS = 6
_LEAST_SIDE = 32
# What is taken away where a tier is over its budget, by turns.
_LESS_QUALITY = 14
_FEWER_TRIANGLES = 0.55


@dataclass(frozen=True)
class Made:
    """A tier as a file. geometry: what it was packed from; images: in the document's order."""

    plan: Plan
    glb: bytes
    geometry: PreparedGeometry
    images: tuple[EncodedImage, ...]

    @property
    def triangles(self) -> int:
        """Triangles drawn."""
        return triangles_drawn(self.geometry.document.json, self.geometry.arrays)

    @property
    def is_simplified(self) -> bool:
        """Whether it has fewer triangles than its source."""
        done = self.geometry.simplification
        return done is not None and done.triangles_after < done.triangles_before


@dataclass
class TierMaker:
    """Makes the tiers of one model, sharing encodings between them."""

    model: Model
    encoders: Encoders = field(default_factory=Encoders, repr=False)

    def prepare(self, plan: Plan, before: PreparedGeometry | None) -> PreparedGeometry:
        """The geometry of a plan, from that of the tier before it, or from the model itself."""
        if before is None:
            return prepare_geometry(self.model.document, self.model.arrays, plan.geometry)
        found = prepare_geometry(before.document, before.arrays, plan.geometry)
        return replace(found, simplification=_since(before, found))

    def make(self, plan: Plan, geometry: PreparedGeometry) -> Made:
        """The tier of a plan, within its budget where that can be reached."""
        made = self._made(plan, geometry)
        for attempt in range(_ATTEMPTS):
            if len(made.glb) <= plan.budget.bytes:
                break
            plan = _lessened(plan, attempt, made)
            if plan.geometry != made.plan.geometry:
                geometry = self.prepare(plan, geometry)
            made = self._made(plan, geometry)
        return made

    def _made(self, plan: Plan, geometry: PreparedGeometry) -> Made:
        images = self.images(plan.images)
        packed = (
            assemble_plain(geometry, images) if plan.is_plain else assemble(geometry, plan.geometry, images)
        )
        return Made(plan, packed, geometry, tuple(images))

    def start_images(self, plan: ImagePlan) -> None:
        """Begin to encode the images of a plan, for whoever asks for them later."""
        self.encoders.start(self._wanted(plan))

    def images(self, plan: ImagePlan) -> list[EncodedImage]:
        """The document's images by a plan; equal ones are the same object."""
        return self.encoders.all_of(self._wanted(plan))

    def _wanted(self, plan: ImagePlan) -> list[tuple[Canonical, Wanted]]:
        return [(image, _choice(image, plan)) for image in self.model.images]


def _since(before: PreparedGeometry, found: PreparedGeometry) -> Simplification | None:
    if before.simplification is None or found.simplification is None:
        return found.simplification or before.simplification
    return replace(found.simplification, triangles_before=before.simplification.triangles_before)


def _choice(image: Canonical, plan: ImagePlan) -> Wanted:
    if plan.format is None:
        return plan.side
    quality = plan.data
    if image.use.is_colour:
        quality = plan.colour
    elif image.use.is_normal:
        quality = plan.normal
    return Choice(plan.format, quality, *smaller_size(image.width, image.height, plan.side))


def _lessened(plan: Plan, attempt: int, made: Made) -> Plan:
    """The plan with less of whatever weighs more: pictures get smaller and coarser by turns, or triangles fewer."""
    pictures = sum(len(data) for data in {image.data for image in made.images})
    if pictures * 2 > len(made.glb):
        return replace(plan, images=_lessened_images(plan.images, attempt))
    goal = plan.geometry.simplify or SimplifyGoal()
    fewer = replace(goal, triangles=int(made.triangles * _FEWER_TRIANGLES))
    return replace(plan, geometry=replace(plan.geometry, simplify=fewer))


def _lessened_images(plan: ImagePlan, attempt: int) -> ImagePlan:
    if plan.format is None or attempt % 2:
        return replace(plan, side=max(_LEAST_SIDE, plan.side // 2))
    colour, data, normal = (
        max(30, quality - _LESS_QUALITY) for quality in (plan.colour, plan.data, plan.normal)
    )
    return replace(plan, colour=colour, data=data, normal=normal)
