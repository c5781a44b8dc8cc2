"""STEP files by way of the CAD kernel, which writes GLB in metres."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from assets3d.pipeline.findings import BadModel, Finding, refusal
from assets3d.pipeline.intake.glb.assemble import write_glb
from assets3d.pipeline.intake.shape.transforms import Z_UP, scaled
from assets3d.pipeline.intake.source import Source, damaged
from assets3d.pipeline.intake.units import METRES, Unit, UnitChoice, declared
from assets3d.pipeline.measure import scene_nodes
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.preflight.container import read_container

_WORKER = Path(__file__).with_name("worker.py")
# A tenth of a millimetre and twenty degrees: no edge of a product shows its facets.
_LINEAR, _ANGULAR = 0.1, 0.35
# Of small things a tenth of a millimetre is much: at most this part of their longest side.
_FINEST = 1 / 2000
_MOST_TRIANGLES = 2_000_000
_COARSER = 8.0
_TIMEOUT = 120.0
_UNITS = {
    "SI_UNIT(.MILLI.,.METRE.)": 1e-3,
    "SI_UNIT(.CENTI.,.METRE.)": 1e-2,
    "SI_UNIT(.MICRO.,.METRE.)": 1e-6,
    "SI_UNIT($,.METRE.)": 1.0,
}
_NAMED = {"INCH": 0.0254, "FOOT": 0.3048, "FEET": 0.3048, "MILLIMETRE": 1e-3, "METRE": 1.0}
_LENGTH = re.compile(rb"\(([^;]{0,200}LENGTH_UNIT[^;]{0,200})\)\s*;")
_CONVERSION = re.compile(rb"CONVERSION_BASED_UNIT\s*\(\s*'([A-Za-z]+)'")
_SI = re.compile(rb"SI_UNIT\s*\([^)]{1,40}\)")
_BLOCK = 4 << 20


def read_step(source: Source) -> tuple[Path, UnitChoice, list[Finding]]:
    """A GLB in the work folder, +Y up; raises BadModel when the kernel can make nothing of the file."""
    stated = _stated_unit(source.path)
    choice = declared(stated or METRES[Unit.MILLIMETRES], source.unit, "length unit of the STEP file")
    raw = source.work / "step.glb"
    document, binary = _converted(source, raw, _LINEAR)
    longest, triangles = _size(document)
    if triangles > _MOST_TRIANGLES:
        document, binary = _converted(source, raw, _LINEAR * _COARSER)
    elif 0 < longest * 1000 * _FINEST < _LINEAR / 2:
        document, binary = _converted(source, raw, longest * 1000 * _FINEST)
    factor = choice.scale / stated if stated else 1.0
    target = source.work / "model.glb"
    _turn(document, factor)
    write_glb(target, document, [binary], len(binary))
    return target, choice, []


def _stated_unit(path: Path) -> float | None:
    """Metres a unit of length, as the file's first length unit has it."""
    with path.open("rb") as file:
        tail = b""
        while block := file.read(_BLOCK):
            for found in _LENGTH.finditer(tail + block):
                named = _CONVERSION.search(found.group(1))
                plain = _SI.search(found.group(1))
                if named:
                    return _NAMED.get(named.group(1).decode().upper())
                if plain:
                    return _UNITS.get(re.sub(r"\s", "", plain.group().decode()))
            tail = block[-500:]
    return None


def _converted(source: Source, raw: Path, linear: float) -> tuple[dict[str, Any], memoryview]:
    raw.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-I",
        str(_WORKER),
        str(source.path.resolve()),
        str(raw),
        str(linear),
        str(_ANGULAR),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, and paths as arguments
            command, capture_output=True, timeout=_TIMEOUT, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        message = f"Making triangles of the shapes takes longer than {_TIMEOUT:g} seconds."
        fix = "Leave out hidden parts, screws and threads, or export it as GLB."
        raise BadModel(refusal("step_too_complex", message, "", fix)) from None
    if done.returncode or not raw.exists():
        raise damaged("step_unreadable", "The file holds no shapes that can be read.")
    open_model(raw, source.bounds)
    document, binary = read_container(memoryview(raw.read_bytes()), source.bounds)
    return document, binary


def _size(document: dict[str, Any]) -> tuple[float, int]:
    """The longest side in metres and the number of triangles."""
    lowest, highest = np.full(3, np.inf), np.full(3, -np.inf)
    triangles = 0
    for number, world in scene_nodes(document):
        mesh = document["nodes"][number].get("mesh")
        for primitive in document["meshes"][mesh]["primitives"] if mesh is not None else ():
            accessor = document["accessors"][primitive["attributes"]["POSITION"]]
            ends = np.array([accessor["min"], accessor["max"]]) @ world[:3, :3].T + world[:3, 3]
            lowest, highest = np.minimum(lowest, ends.min(axis=0)), np.maximum(highest, ends.max(axis=0))
            triangles += document["accessors"][primitive["indices"]]["count"] // 3
    return float((highest - lowest).max()), triangles


def _turn(document: dict[str, Any], factor: float) -> None:
    """Put everything below one node that turns +Z up to +Y up, and scales."""
    scene = document["scenes"][document.get("scene", 0)]
    matrix = Z_UP @ scaled(factor)
    document["nodes"].append(
        {"children": scene["nodes"], "matrix": [float(v) + 0.0 for v in matrix.T.ravel()]}
    )
    scene["nodes"] = [len(document["nodes"]) - 1]
