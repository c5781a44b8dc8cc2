"""How close conversions look to their source, from places that no search has seen."""

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.fidelity.compare import Reference, photograph, photograph_reference
from assets3d.pipeline.fidelity.metrics import total
from assets3d.pipeline.fidelity.views import View, Visit
from assets3d.pipeline.findings import Defect
from assets3d.pipeline.gltf.accessors import as_floats, read_accessors
from assets3d.pipeline.measure import mesh_to_world, scene_nodes
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.render.local import LocalStudio
from assets3d.pipeline.render.studio import Shot, Shown
from tests.benchmarks.pipeline.contestants import PROJECT
from tests.benchmarks.store import Store, code_digest

Points = NDArray[np.float64]
SIDE = 640
WHOLE_VIEWS = (View(50, 70), View(125, 80), View(230, 55), View(310, 75))
_TRIANGLES = 4


@dataclass(frozen=True)
class CloseUp:
    """A way to look at a point of the surface.

    across, up: how much of the surface lies left of the point and below it, as seen from there, in 0..1.
    """

    theta_degrees: float
    phi_degrees: float
    magnification: float
    across: float
    up: float


CLOSE_UPS = (
    CloseUp(60, 75, 4.5, 0.5, 0.5),
    CloseUp(165, 65, 3.5, 0.3, 0.7),
    CloseUp(250, 80, 4.0, 0.7, 0.3),
    CloseUp(335, 60, 3.0, 0.5, 0.8),
)


@dataclass(frozen=True)
class Appearance:
    """How far a model looks from its source, all views and variants pooled; worst_psnr_db is of a single picture.

    trouble: why it could not be looked at, the figures meaning nothing then.
    """

    psnr_db: float = 0.0
    ssim: float = 0.0
    colour_error: float = 0.0
    worst_psnr_db: float = 0.0
    trouble: str = ""

    @property
    def is_identical(self) -> bool:
        """Whether every picture is the same to the last bit."""
        return not self.trouble and self.worst_psnr_db >= 99 and self.ssim == 1 and self.colour_error == 0


def identity() -> str:
    """Changes whenever pictures or what is made of them may."""
    pipeline = PROJECT / "assets3d" / "pipeline"
    viewer = PROJECT / "assets3d" / "static" / "assets3d" / "viewer" / "scene.js"
    places = (pipeline / "fidelity", pipeline / "render", viewer, PROJECT / "package-lock.json")
    return code_digest(*places, Path(__file__))


def judge(
    source: Path, candidates: Mapping[str, bytes], store: Store, say: Callable[[str], None]
) -> dict[str, Appearance]:
    """How each candidate looks, by its name; opens a browser only for what is not known yet."""
    found: dict[str, Appearance] = {}
    about = (identity(), sha256(source.read_bytes()).hexdigest())
    with ExitStack() as stack:
        judged: _Judge | None = None
        for name, glb in candidates.items():
            key = (*about, sha256(glb).hexdigest())
            known = store.get(*key)
            if known is None:
                say(f"{source.stem}: looking at {name}")
                judged = judged or _Judge(stack.enter_context(LocalStudio()), source)
                known = asdict(judged.look(glb))
                store.put(known, *key)
            found[name] = Appearance(**known)
    return found


class _Judge:
    """A studio, and pictures of the source that it took."""

    def __init__(self, studio: LocalStudio, source: Path) -> None:
        self.studio = studio
        shown = studio.show(source.read_bytes())
        views = [*WHOLE_VIEWS, *close_views(source, shown, CLOSE_UPS)]
        variants = (None, *shown.variants)
        visits = [Visit(_shot(shown, view, variant)) for variant in variants for view in views]
        self.reference: Reference = photograph_reference(studio, shown, visits)

    def look(self, glb: bytes) -> Appearance:
        try:
            distances = photograph(self.studio, self.studio.show(glb), self.reference)
        except Defect as defect:
            return Appearance(trouble=defect.message)
        together = total(distances)
        worst = min(each.psnr_db for each in distances)
        return Appearance(together.psnr_db, together.ssim, together.colour_error, worst)


def _shot(shown: Shown, view: View, variant: str | None) -> Shot:
    x, y, z = (share * shown.reach for share in view.aim)
    camera = replace(
        shown.camera,
        theta_degrees=view.theta_degrees,
        phi_degrees=view.phi_degrees,
        field_of_view_degrees=shown.camera.field_of_view_degrees / view.magnification,
        aim=(x, y, z),
    )
    return Shot(camera, SIDE, variant)


def close_views(source: Path, shown: Shown, close_ups: Sequence[CloseUp]) -> list[View]:
    """Each close-up as a view whose middle is on the model's surface, on the side that faces the camera."""
    centres, areas = _triangles(source)
    reach, middle = shown.reach, np.array(shown.middle)
    views = []
    for close in close_ups:
        point = surface_point(centres - middle, areas, close, reach) / reach
        aim = (float(point[0]), float(point[1]), float(point[2]))
        views.append(View(close.theta_degrees, close.phi_degrees, close.magnification, aim))
    return views


def surface_point(centres: Points, areas: Points, close: CloseUp, reach: float) -> Points:
    """Of triangles with these centres (count, 3) and areas, the centre that a close-up looks at."""
    theta, phi = math.radians(close.theta_degrees), math.radians(close.phi_degrees)
    towards = np.array(
        [math.sin(phi) * math.sin(theta), math.cos(phi), math.sin(phi) * math.cos(theta)], np.float64
    )
    right = np.array([math.cos(theta), 0.0, -math.sin(theta)])
    x, y = centres @ right, centres @ np.cross(towards, right)
    across = _share(x, areas, close.across)
    band = np.abs(x - across) <= max(0.1 * reach, float(np.abs(x - across).min()))
    up = _share(y[band], areas[band], close.up)
    distances = np.hypot(x - across, y - up)
    near = np.flatnonzero(distances <= max(0.03 * reach, float(distances.min())))
    found: Points = centres[near[np.argmax(centres[near] @ towards)]]
    return found


def _share(values: Points, weights: Points, share: float) -> float:
    """The value that has this share of the weights below it."""
    order = np.argsort(values, kind="stable")
    summed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(summed, share * summed[-1])])


def _triangles(source: Path) -> tuple[Points, Points]:
    """Centres (count, 3) and areas of all triangles of the scene at rest."""
    document, _ = open_model(source, Bounds())
    arrays = read_accessors(document)
    worlds = dict(scene_nodes(document.json))
    corners = [np.zeros((0, 3, 3))]
    for number, world in worlds.items():
        node = document.json["nodes"][number]
        if "mesh" not in node:
            continue
        placed = mesh_to_world(document.json, arrays, node, worlds, world)
        for primitive in document.json["meshes"][node["mesh"]]["primitives"]:
            if primitive.get("mode", _TRIANGLES) != _TRIANGLES:
                continue
            index = primitive["attributes"]["POSITION"]
            points = as_floats(arrays[index], document.json["accessors"][index]).astype(np.float64)
            points = points @ placed[:3, :3].T + placed[:3, 3]
            order = arrays[primitive["indices"]].ravel() if "indices" in primitive else np.arange(len(points))
            corners.append(points[order].reshape(-1, 3, 3))
    joined = np.concatenate(corners)
    sides = np.cross(joined[:, 1] - joined[:, 0], joined[:, 2] - joined[:, 0])
    return joined.mean(axis=1), np.linalg.norm(sides, axis=1) / 2 + 1e-12
