"""All tiers of a model, each from the triangles of the one before, made by one thread while another looks at them."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from assets3d.pipeline.fidelity.compare import Apart, Reference, photograph, photograph_reference, pooled
from assets3d.pipeline.fidelity.views import HELD_OUT_VIEWS, Sides, visits_of
from assets3d.pipeline.geometry.prepare import PreparedGeometry
from assets3d.pipeline.recipe import Recipe
from assets3d.pipeline.render.studio import Shown, Studio, StudioUnavailable
from assets3d.pipeline.search.find import Searched, find_web
from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.search.run import Found
from assets3d.pipeline.search.source import drawing_effort, source_of
from assets3d.pipeline.search.target import Target
from assets3d.pipeline.tiers.make import Made, TierMaker
from assets3d.pipeline.tiers.model import Model
from assets3d.pipeline.tiers.plans import Plan

WEB, WEB_WEBP = "web", "web-webp"
# Of a draft only a few looks are taken: it is there to be seen soon. Of one that takes long to draw, one whole view
# and one close-up, and smaller ones.
_GLANCES, _GLANCE_SIDES = 4, Sides(320, 320)
_FEWER_GLANCES, _SMALLER_SIDES = 2, Sides(256, 256)
_LONG_TO_DRAW = 150_000


@dataclass(frozen=True)
class Looks:
    """How a tier looks beside its source. target, usual: what was wanted at least, and the pictures of common
    practice that it comes from; None where nothing was."""

    tier: str
    reference: Reference
    apart: Apart
    has_stand_in: bool
    target: Target | None = None
    usual: Apart | None = None


@dataclass(frozen=True)
class Seen:
    """What came of looking: how tiers look, and the `web` tier as it is in the studio now, None where it is not.

    `problem` says why nothing was looked at.
    """

    looks: tuple[Looks, ...] = ()
    shown: Shown | None = None
    problem: StudioUnavailable | None = None


@dataclass(frozen=True)
class Progress:
    """Told percents of a stage."""

    geometry: Callable[[int], None]
    textures: Callable[[int], None]
    fidelity: Callable[[int], None]


@dataclass
class Ladder:
    """The tiers of a recipe: `make` in one thread, `look` in the one that the studio belongs to.

    Each waits for what it needs of the other. What one of them raises reaches the other where that waits.
    """

    model: Model
    recipe: Recipe
    progress: Progress
    _geometry: Future[PreparedGeometry] = field(default_factory=Future, init=False)
    _searched: Future[Searched | None] = field(default_factory=Future, init=False)
    _web: Future[Made] = field(default_factory=Future, init=False)

    def make(self) -> tuple[Made, ...]:
        """Every tier, in the order of the plans. Where nothing was searched all are made by their plans."""
        maker = TierMaker(self.model)
        try:
            return self._made(maker)
        except BaseException as error:
            _fail((self._geometry, self._web), error)
            raise
        finally:
            maker.encoders.give_up()

    def look(self, studio: Studio, starting: AbstractContextManager[None]) -> Seen:
        """Search `web` where the recipe says so, and look at it; without a browser it stays unseen.

        starting: entered while the studio may start programs.
        """
        try:
            seen = self._search(studio) if self.recipe.search is not None else self._glance(studio, starting)
        except StudioUnavailable as unavailable:
            seen = Seen(problem=unavailable)
            if not self._searched.done():
                self._searched.set_result(None)
        except BaseException as error:
            _fail((self._searched,), error)
            raise
        self.progress.fidelity(100)
        return seen

    def web(self) -> Made:
        """The tier that the shop's page loads, as soon as it is made."""
        return self._web.result()

    def _made(self, maker: TierMaker) -> tuple[Made, ...]:
        self.progress.geometry(0)
        if self.recipe.search is None:
            for plan in self.recipe.plans:
                maker.start_images(plan.images)
        geometries: dict[str, PreparedGeometry] = {}
        before: PreparedGeometry | None = None
        for plan in self.recipe.plans:
            before = geometries[plan.role] = maker.prepare(plan, before)
            if plan.role == WEB:
                self._geometry.set_result(before)
        self.progress.textures(0)
        searched = self._searched.result() if self.recipe.search is not None else None
        tiers = []
        for number, plan in enumerate(self.recipe.plans):
            found = _found(searched, plan)
            tiers.append(
                Made(plan, found.glb, found.shape.prepared, found.images)
                if found
                else maker.make(plan, geometries[plan.role])
            )
            if plan.role == WEB:
                self._web.set_result(tiers[-1])
            self.progress.textures(100 * (number + 1) // len(self.recipe.plans))
        return tuple(tiers)

    def _search(self, studio: Studio) -> Seen:
        searched = find_web(
            studio,
            self.model,
            self._geometry.result(),
            self.recipe.search or SearchOptions(),
            lambda done, count: self.progress.fidelity(99 * done // count),
        )
        self._searched.set_result(searched)
        return Seen(
            tuple(
                _looks(*pair)
                for pair in ((WEB, searched.avif, searched), (WEB_WEBP, searched.webp, searched))
            )
        )

    def _glance(self, studio: Studio, starting: AbstractContextManager[None]) -> Seen:
        """A few looks at the web tier as it opens."""
        # The browser starts and shows the source while the geometry is being made.
        source = source_of(self.model, self._geometry.result)
        with starting:
            shown = studio.show(source.glb)
        glances, sides = _GLANCES, _GLANCE_SIDES
        if drawing_effort(self.model) > _LONG_TO_DRAW:
            glances, sides = _FEWER_GLANCES, _SMALLER_SIDES
        visits = visits_of(shown, HELD_OUT_VIEWS[:glances], sides, self.model.worn[:1])
        reference = photograph_reference(studio, shown, visits)
        shown = studio.show(self.web().glb)
        apart = pooled(reference, photograph(studio, shown, reference))
        return Seen((Looks(WEB, reference, apart, source.is_stand_in),), shown)


def _fail(
    waited_for: tuple[Future[PreparedGeometry] | Future[Made] | Future[Searched | None], ...],
    error: BaseException,
) -> None:
    for future in waited_for:
        if not future.done():
            future.set_exception(error)


def _found(searched: Searched | None, plan: Plan) -> Found | None:
    if searched is None:
        return None
    return {WEB: searched.avif, WEB_WEBP: searched.webp}.get(plan.role)


def _looks(tier: str, found: Found, searched: Searched) -> Looks:
    return Looks(
        tier, searched.held_out, found.held_out, searched.has_stand_in, searched.target, searched.yardstick
    )
