"""A model as USDZ."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from pxr import Usd

from assets3d.pipeline.findings import Finding, warning
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.usd.images import Images
from assets3d.pipeline.usd.losses import losses
from assets3d.pipeline.usd.package import write_package
from assets3d.pipeline.usd.plan import variant_number
from assets3d.pipeline.usd.scene import COPIES, SceneWriter, model_of

_LAYER = "model.usdc"


def write_usdz(document: Document, arrays: Arrays, variant: str | None, out: Path) -> tuple[Finding, ...]:
    """Write the model as it looks in a material variant (None: as it opens) as USDZ for iOS Quick Look.

    The document's images must be PNG or JPEG. Returns what the format cannot show. Equal input gives equal bytes.
    Raises Defect for a variant that the model does not have, and for images of other formats.
    """
    number = variant_number(document, variant)
    images = Images(document)
    with tempfile.TemporaryDirectory(dir=out.parent) as work:
        layer = Path(work) / _LAYER
        stage = Usd.Stage.CreateNew(str(layer))
        scene = SceneWriter(stage, model_of(document, arrays, number), images)
        scene.write()
        stage.Save()
        write_package(out, [(_LAYER, layer.read_bytes()), *images.files()])
    return (*losses(document, number), *_left_out(scene.copies_left_out))


def _left_out(copies: int) -> Iterator[Finding]:
    if copies:
        message = (
            f"In the AR view of iPhones and iPads, only {COPIES:,} copies of repeated parts are shown; "
            f"{copies:,} are left out."
        )
        yield warning("usdz_copies_left_out", message, "/nodes", "Repeat parts less often, or join them.")
