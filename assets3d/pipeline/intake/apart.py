"""Formats that are read in a process of their own, which may end at any time without harm."""

import dataclasses
import json
import signal
import subprocess
import sys
from pathlib import Path

from assets3d.pipeline.findings import BadModel, Defect, Finding, Severity, refusal
from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.pipeline.intake.result import Intake
from assets3d.pipeline.intake.source import Source
from assets3d.pipeline.intake.units import Unit, UnitChoice

_PROJECT = Path(__file__).resolve().parents[3]
_SECONDS = 180.0
_RESULT = "intake.json"
_TRY_ANOTHER = "Open it in the program it was made with and export it again, best as GLB."


def read_apart(found: SourceFormat, source: Source) -> Intake:
    """Read a file in another process; raises BadModel, also where that process did not survive the file."""
    result = source.work / _RESULT
    result.unlink(missing_ok=True)
    order = json.dumps(
        {
            "format": found,
            "path": str(source.path.resolve()),
            "work": str(source.work.resolve()),
            "container": str(source.container.resolve()) if source.container else "",
            "name": source.name,
            "folder": source.folder,
            "unit": source.unit,
            "bounds": dataclasses.asdict(source.bounds),
        }
    )
    command = [sys.executable, "-m", "assets3d.pipeline.intake.process", order]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what the merchant chose is JSON in an argument
            command,
            cwd=_PROJECT,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        message = f"Reading the file takes longer than {_SECONDS:g} seconds."
        raise BadModel(refusal("reading_too_slow", message, "", "Make the model simpler.")) from None
    if done.returncode == 0 and result.exists():
        return _result(json.loads(result.read_text()), source)
    if done.returncode < 0 and done.returncode != -signal.SIGKILL:
        message = f"The {found.upper()} file is damaged in a way that makes its reader break down."
        raise BadModel(refusal("file_breaks_reader", message, "", _TRY_ANOTHER))
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    raise Defect("reader_failed", f"the reader of {found} ended with {done.returncode}: {last[:300]}")


def _result(told: dict[str, object], source: Source) -> Intake:
    findings = tuple(_finding(each) for each in _listed(told["findings"]))
    if told["outcome"] == "refused":
        raise BadModel(*findings)
    unit = told["unit"]
    assert isinstance(unit, dict)  # noqa: S101 - written by `process` a moment ago
    choice = UnitChoice(Unit(unit["unit"]), unit["basis"], unit["reason"], float(unit["scale"]))
    kept = source.path if told["keeps"] else None
    return Intake(Path(str(told["glb"])), SourceFormat(str(told["format"])), choice, findings, kept)


def _listed(value: object) -> list[dict[str, str]]:
    return value if isinstance(value, list) else []


def _finding(told: dict[str, str]) -> Finding:
    return Finding(told["code"], Severity(told["severity"]), told["message"], told["place"], told["fix"])
