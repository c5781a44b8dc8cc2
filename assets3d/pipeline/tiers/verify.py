"""Read a tier anew from its file and make sure that it holds what was promised."""

from dataclasses import dataclass
from pathlib import Path

from assets3d.pipeline.findings import BadModel, Defect
from assets3d.pipeline.gltf.accessors import Arrays, read_accessors
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.measure import Facts, measure
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.tiers.difference import Tolerance, differences
from assets3d.pipeline.tiers.make import Made
from assets3d.pipeline.tiers.model import Model, image_sizes

# Coarser on purpose: a preview of a few pixels, in which small parts may be gone.
ROUGH = Tolerance(share=2e-2, direction=6e-2, unread=5e-2, texture=5e-3, pull=2e-2, reach=1.0)


@dataclass(frozen=True)
class OpenedTier:
    """A tier as its readers see it."""

    document: Document
    arrays: Arrays
    facts: Facts


def verify_tier(model: Model, made: Made, path: Path, bounds: Bounds) -> OpenedTier:
    """The tier in a file; raises Defect when it cannot be read or has lost something of its source."""
    name = made.plan.role
    try:
        document, _ = open_model(path, bounds)
        arrays = read_accessors(document)
    except BadModel as problem:
        raise Defect("tier_unreadable", f"the {name} tier does not pass preflight: {problem}") from None
    goal = made.plan.geometry.simplify
    tolerance = ROUGH if goal is not None and goal.is_rough else Tolerance()
    lost = differences(
        (model.document, model.arrays), (document, arrays), tolerance, is_simplified=made.is_simplified
    )
    if lost:
        raise Defect("tier_lost_something", f"the {name} tier differs from its source: {'; '.join(lost[:5])}")
    facts = measure(document.json, arrays, image_sizes(made.images), len(made.glb))
    return OpenedTier(document, arrays, facts)
