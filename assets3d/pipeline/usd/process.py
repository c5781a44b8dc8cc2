"""The process that `apart` starts: writes USDZ files, looks at them anew, and says in a file what came of it.

`python -m assets3d.pipeline.usd.process ORDER`, with ORDER as JSON.
"""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from assets3d.pipeline.findings import Defect, Finding
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.usd.check import usd_problems
from assets3d.pipeline.usd.write import write_usdz


def run(order: dict[str, Any]) -> dict[str, Any]:
    """What came of an order, ready for JSON."""
    document, _ = open_model(Path(order["glb"]), Bounds(**order["bounds"]))
    arrays = read_accessors(document)
    findings: dict[str, Finding] = {}
    try:
        for name, variant in order["files"]:
            out = Path(order["out_dir"]) / name
            for finding in write_usdz(document, arrays, variant, out):
                findings.setdefault(finding.code, finding)
            _require_valid(out, name)
    except Defect as defect:
        return {"defect": [defect.code, defect.message], "findings": []}
    return {"defect": None, "findings": [dataclasses.asdict(finding) for finding in findings.values()]}


def _require_valid(out: Path, name: str) -> None:
    wrong = [problem for problem in usd_problems(out) if problem.startswith("error")]
    if wrong:
        raise Defect("usdz_invalid", f"{name} breaks rules of its format: {'; '.join(wrong[:3])}")


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    Path(given["result"]).write_text(json.dumps(run(given)))
