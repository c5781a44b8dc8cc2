"""Time and memory until each hostile file of the tests is refused; `make bench AREA=hostile`."""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.intake.bring_in import bring_in
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.tiers.model import open_images
from tests.assets3d.pipeline.hostile.archives import ARCHIVES
from tests.assets3d.pipeline.hostile.drawing import DRAWING
from tests.assets3d.pipeline.hostile.glb import HOSTILE
from tests.assets3d.pipeline.hostile.meshes import MESHES
from tests.assets3d.pipeline.hostile.motion import MOTION
from tests.benchmarks.machine import machine
from tests.benchmarks.pipeline.contestants import BENCH, PROJECT
from tests.benchmarks.records import Record, Target, record
from tests.benchmarks.table import table, write_results

_MOST_SECONDS, _MOST_MEGABYTES = 2.0, 300.0
# File name, what makes it, and the code that refuses it.
Case = tuple[str, Callable[[], bytes], str]
_GLBS: Mapping[str, tuple[Callable[[], bytes], str]] = {**HOSTILE, **DRAWING, **MOTION}
CASES: Mapping[str, Case] = {
    **{name: ("a.glb", make, code) for name, (make, code) in _GLBS.items()},
    **ARCHIVES,
    **MESHES,
}


def main(arguments: Sequence[str]) -> int:
    """Refuse every file, print the table and write the results; 0 also when a target is missed."""
    argparse.ArgumentParser(prog="python -m tests.benchmarks.hostile", description=__doc__).parse_args(
        arguments
    )
    found = [line for name in CASES for line in _records(name)]
    write_results(BENCH / "hostile.json", machine(()), {}, found)
    sys.stdout.write(f"{table(found)}\nwritten to {(BENCH / 'hostile.json').relative_to(PROJECT)}\n")
    return 0


def _records(name: str) -> Iterator[Record]:
    # A process of its own each, because a process only ever tells the most memory that it had.
    with multiprocessing.get_context("fork").Pool(1) as pool:
        code, seconds, megabytes = pool.apply(refuse, (name,))
    expected = CASES[name][2]
    note = "" if code == expected else f"{code or 'nothing'} in place of {expected}"
    yield record(f"{name}: refused", float(not note), "", target=Target(1, is_floor=True), note=note)
    yield record(f"{name}: processor", round(seconds, 3), "s", target=Target(_MOST_SECONDS))
    yield record(f"{name}: memory", round(megabytes), "MB", target=Target(_MOST_MEGABYTES))


def refuse(name: str) -> tuple[str, float, float]:
    """The code that a file is refused with, "" where it is taken; processor seconds; the process's peak in MB."""
    file_name, make, _ = CASES[name]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / file_name
        source.write_bytes(make())
        began, code = time.process_time(), ""
        try:
            intake = bring_in(source, Path(folder) / "work", format=None, unit=None, bounds=Bounds())
            document, _ = open_model(intake.glb, Bounds())
            open_images(document, read_accessors(document))
        except BadModel as refused:
            code = refused.findings[0].code
        seconds = time.process_time() - began
    return code, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
