"""USDZ files by a process of its own.

While OpenUSD is loaded it waits for Python's lock with the system's loader locked, and whatever other thread of Python
then needs the loader, as NumPy does for large arrays, waits for it for ever. So it is loaded where there is no other
thread, and what it holds in memory is gone when the files are there.
"""

import dataclasses
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from assets3d.pipeline.findings import Defect, Finding, Severity
from assets3d.pipeline.preflight.bounds import Bounds

_PROJECT = Path(__file__).resolve().parents[3]
_SECONDS = 300.0
_RESULT = "usdz.json"
_LAST_WORDS = 300


def write_usdz_apart(
    glb: Path, files: Mapping[str, str | None], out_dir: Path, bounds: Bounds
) -> tuple[Finding, ...]:
    """Write a plain GLB as USDZ: files names each file below `out_dir` and the material variant that it shows.

    Returns what the format cannot show, each finding once. Raises Defect, also for files that OpenUSD's validators find
    wrong and for a process that did not survive.
    """
    with tempfile.TemporaryDirectory(prefix="usdz-", dir=out_dir) as work:
        result = Path(work) / _RESULT
        order = {
            "glb": str(glb.resolve()),
            "out_dir": str(out_dir.resolve()),
            "files": list(files.items()),
            "bounds": dataclasses.asdict(bounds),
            "result": str(result.resolve()),
        }
        _run(json.dumps(order))
        answer = json.loads(result.read_text())
    if answer["defect"]:
        raise Defect(*answer["defect"])
    return tuple(Finding(**each | {"severity": Severity(each["severity"])}) for each in answer["findings"])


def _run(order: str) -> None:
    command = [sys.executable, "-m", "assets3d.pipeline.usd.process", order]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the order is JSON in an argument
            command,
            cwd=_PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Defect("usdz_timeout", f"writing USDZ takes longer than {_SECONDS:g} seconds") from None
    if done.returncode != 0:
        last_words = done.stderr.decode(errors="replace").strip()[-_LAST_WORDS:]
        raise Defect(
            "usdz_broken", f"the process that writes USDZ ended with {done.returncode}: {last_words}"
        )
