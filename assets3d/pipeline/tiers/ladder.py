"""All tiers of a model, one after the other, each from the triangles of the one before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assets3d.pipeline.fidelity.compare import Apart, Reference, look_distance, photograph_reference
from assets3d.pipeline.fidelity.views import HELD_OUT_VIEWS, Sides, visits_of
from assets3d.pipeline.geometry.prepare import PreparedGeometry
from assets3d.pipeline.recipe import Recipe
from assets3d.pipeline.render.studio import Studio, StudioUnavailable
from assets3d.pipeline.search.find import Searched, find_web
from assets3d.pipeline.search.run import Found
from assets3d.pipeline.search.source import source_of
from assets3d.pipeline.search.target import Target
from assets3d.pipeline.tiers.make import Made, TierMaker
from assets3d.pipeline.tiers.model import Model
from assets3d.pipeline.tiers.plans import Plan

WEB, WEB_WEBP = "web", "web-webp"
# Of a draft only a few looks are taken: it is there to be seen soon.
_GLANCES, _GLANCE_SIDES = 4, Sides(320, 320)


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
class Ladder:
    """The tiers in the order of their plans, and how they look; `problem` says why nothing was looked at."""

    tiers: tuple[Made, ...]
    looks: tuple[Looks, ...]
    problem: StudioUnavailable | None = None


@dataclass(frozen=True)
class Progress:
    """Told percents of a stage."""

    geometry: Callable[[int], None]
    textures: Callable[[int], None]
    fidelity: Callable[[int], None]


def build_ladder(model: Model, recipe: Recipe, studio: Studio, progress: Progress) -> Ladder:
    """Make every tier of a recipe and look at `web`. Without a browser all are made by their plans, unseen."""
    maker = TierMaker(model)
    progress.geometry(0)
    geometries = dict(_geometries(maker, recipe))
    progress.textures(0)
    searched: Searched | None = None
    problem: StudioUnavailable | None = None
    if recipe.search is not None:
        try:
            geometry = geometries[WEB]
            searched = find_web(
                studio,
                model,
                geometry,
                recipe.search,
                lambda done, count: progress.fidelity(99 * done // count),
            )
        except StudioUnavailable as unavailable:
            problem = unavailable
    tiers = []
    for number, plan in enumerate(recipe.plans):
        found = _found(searched, plan)
        tiers.append(_made(found, plan) if found else maker.make(plan, geometries[plan.role]))
        progress.textures(100 * (number + 1) // len(recipe.plans))
    looks: tuple[Looks, ...] = ()
    if searched is not None:
        looks = (
            _searched_looks(WEB, searched, searched.avif),
            _searched_looks(WEB_WEBP, searched, searched.webp),
        )
    elif problem is None:
        looks, problem = _glance(studio, model, geometries[WEB], tiers)
    progress.fidelity(100)
    return Ladder(tuple(tiers), looks, problem)


def _geometries(maker: TierMaker, recipe: Recipe) -> Iterator[tuple[str, PreparedGeometry]]:
    before: PreparedGeometry | None = None
    for plan in recipe.plans:
        before = maker.prepare(plan, before)
        yield plan.role, before


def _found(searched: Searched | None, plan: Plan) -> Found | None:
    if searched is None:
        return None
    return {WEB: searched.avif, WEB_WEBP: searched.webp}.get(plan.role)


def _made(found: Found, plan: Plan) -> Made:
    return Made(plan, found.glb, found.shape.prepared, found.images)


def _searched_looks(tier: str, searched: Searched, found: Found) -> Looks:
    return Looks(
        tier, searched.held_out, found.held_out, searched.has_stand_in, searched.target, searched.yardstick
    )


def _glance(
    studio: Studio, model: Model, geometry: PreparedGeometry, tiers: list[Made]
) -> tuple[tuple[Looks, ...], StudioUnavailable | None]:
    """A few looks at the web tier as it opens."""
    web = next(made for made in tiers if made.plan.role == WEB)
    try:
        source = source_of(model, geometry)
        shown = studio.show(source.glb)
        visits = visits_of(shown, HELD_OUT_VIEWS[:_GLANCES], _GLANCE_SIDES, model.worn[:1])
        reference = photograph_reference(studio, shown, visits)
        apart = look_distance(studio, web.glb, reference)
    except StudioUnavailable as unavailable:
        return (), unavailable
    return (Looks(WEB, reference, apart, source.is_stand_in),), None
