"""The process that `apart` starts: reads one file, writes a GLB and `intake.json`, and ends at once.

`python -m assets3d.pipeline.intake.process ORDER`, with ORDER as JSON.
"""

import dataclasses
import gc
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.pipeline.intake.here import scene_reader
from assets3d.pipeline.intake.readers.fbx.scene import read_fbx
from assets3d.pipeline.intake.readers.usd.scene import read_usdz
from assets3d.pipeline.intake.source import Source
from assets3d.pipeline.intake.units import Unit
from assets3d.pipeline.preflight.archive import open_archive
from assets3d.pipeline.preflight.bounds import Bounds

_READERS = {SourceFormat.FBX: read_fbx, SourceFormat.USDZ: read_usdz}


def run(order: dict[str, Any]) -> dict[str, Any]:
    """What came of an order, ready for JSON."""
    found = SourceFormat(order["format"])
    bounds = Bounds(**order["bounds"])
    work, path = Path(order["work"]), Path(order["path"])
    unit = Unit(order["unit"]) if order["unit"] else None
    source = Source(path, work, unit, bounds, name=order["name"], folder=order["folder"])
    with ExitStack() as stack:
        container = Path(order["container"]) if order["container"] else path
        if order["container"] or found is SourceFormat.USDZ:
            source = dataclasses.replace(source, archive=stack.enter_context(open_archive(container, bounds)))
        try:
            intake = scene_reader(_READERS[found])(found, source)
        except BadModel as problem:
            return {"outcome": "refused", "findings": [dataclasses.asdict(each) for each in problem.findings]}
    return {
        "outcome": "read",
        "glb": str(intake.glb),
        "format": found,
        "unit": dataclasses.asdict(intake.unit),
        "findings": [dataclasses.asdict(each) for each in intake.findings],
        "keeps": found is SourceFormat.USDZ,
    }


if __name__ == "__main__":
    # The binding of ufbx frees objects that are still in use when they are collected: nothing is, to the end.
    gc.disable()
    given = json.loads(sys.argv[1])
    (Path(given["work"]) / "intake.json").write_text(json.dumps(run(given)))
    os._exit(0)
