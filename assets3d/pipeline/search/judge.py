"""Views, and what is allowed in them."""

from dataclasses import dataclass

from assets3d.pipeline.fidelity.compare import Apart, Reference, look_distance
from assets3d.pipeline.render.studio import Studio
from assets3d.pipeline.search.target import Losses, Target


@dataclass(frozen=True)
class Judge:
    """Views and what is allowed in them. Those that are held out decide; those of the search guide."""

    reference: Reference
    target: Target

    def losses(self, studio: Studio, glb: bytes) -> tuple[Losses, Apart]:
        """(6,) shares of the target that a GLB takes, and how far it is from the source."""
        apart = look_distance(studio, glb, self.reference)
        return self.target.losses(apart), apart
