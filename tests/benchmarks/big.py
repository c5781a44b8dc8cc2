"""Convert a model of 300 MB and five million triangles, and tell how much memory that takes; `make bench AREA=big`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.machine import machine
from tests.benchmarks.pipeline.big_model import write_big_model
from tests.benchmarks.pipeline.contestants import BENCH, PROJECT, Run, ours, run
from tests.benchmarks.records import Record, Target, record
from tests.benchmarks.table import table, write_results

_MEGABYTE = 1_000_000
_PACKAGES = ("pillow", "numpy", "meshoptimizer", "playwright")


def main(arguments: Sequence[str]) -> int:
    """Make the model, convert it, print the table and write the results; 0 also when the target is missed."""
    options = _parser().parse_args(arguments)
    contestant = ours([options.recipe])[0]
    source = BENCH / "models" / f"Big-{options.triangles}.glb"
    if not source.exists():
        source.parent.mkdir(parents=True, exist_ok=True)
        write_big_model(source, options.triangles)
    found = list(_records(source, run(contestant, source)))
    command = " ".join(map(str, contestant.command(Path("SRC.glb"), Path("OUT"))))
    write_results(BENCH / "big.json", machine(_PACKAGES), {contestant.name: command}, found)
    sys.stdout.write(f"{table(found)}\nwritten to {(BENCH / 'big.json').relative_to(PROJECT)}\n")
    return 0


def _records(source: Path, done: Run) -> Iterator[Record]:
    usage = done.usage
    yield record("source", source.stat().st_size, "bytes")
    told = "" if done.outputs else " ".join(usage.told.split())[-300:]
    yield record("converted", float(bool(done.outputs)), "", target=Target(1, is_floor=True), note=told)
    yield record("wall", round(usage.wall_seconds, 1), "s", note=f"load before: {usage.load}")
    yield record("processor", round(usage.cpu_seconds, 1), "s")
    for name, peak in sorted(usage.peak_bytes.items(), key=lambda item: -item[1]):
        yield record(f"peak of {name}", round(peak / _MEGABYTE, 1), "MB", target=Target(2000))
    yield record(
        "peak of all together", round(usage.together_bytes / _MEGABYTE, 1), "MB", target=Target(2000)
    )
    for output in done.outputs:
        if output.role != "poster":
            size = (done.folder / output.path).stat().st_size
            yield record(f"{output.role} size", size, "bytes")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.big", description=__doc__)
    parser.add_argument("--triangles", type=int, default=5_000_000, help="how many at least")
    parser.add_argument("--recipe", default="draft", help="how to convert (default: draft)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
