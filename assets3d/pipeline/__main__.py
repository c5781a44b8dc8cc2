"""Convert a model from the command line; see `python -m assets3d.pipeline --help`."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assets3d.pipeline.convert import ConversionLimits, SourceHints, convert
from assets3d.pipeline.findings import Finding, Severity
from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.pipeline.intake.units import Unit
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.render.remote import RemoteStudio
from assets3d.pipeline.render.studio import Studio
from assets3d.pipeline.report import FILE_NAME, Outcome, Report

_EXIT_CODES = {Outcome.CONVERTED: 0, Outcome.REFUSED: 2, Outcome.FAILED: 1}
_HELP = """\
Turns a 3D model into what shoppers load. It reads GLB, glTF with its files as ZIP, OBJ (with materials and
textures as ZIP), STL, PLY, 3MF, DAE, STEP, FBX and USDZ. OUT_DIR gets

  web.glb        what a shop's page shows; web-webp.glb is the same for browsers without AVIF
  high.glb       for large screens; lite.glb for weak devices; nano.glb, a first glimpse
  ar.glb         for augmented reality on Android
  ar.usdz, ar/   the same for iOS, one file for each material variant
  posters/       pictures of each material variant, 1024, 512 and 256 pixels square
  report.json    what was found, what was changed and why, and how close it looks to the model

recipes:
  draft          all of it, within seconds
  searched       the smallest web.glb that still looks as good, found by comparing pictures; takes minutes

exit codes:
  0  converted
  2  refused: something is wrong with the model, and the report says what
  1  failed: something is wrong with this program or machine
"""


def main(arguments: Sequence[str], limits: ConversionLimits) -> int:
    """Run one conversion and return the exit code."""
    options = _parser().parse_args(arguments)
    on_progress = _silent if options.progress_fd is None else _Lines(options.progress_fd).write
    try:
        if not options.source.is_file():
            raise FileNotFoundError(f"there is no file {options.source}")
        with _studio(options.studio_fd) as studio:
            recipe = RECIPES[options.recipe]
            hints = SourceHints(
                SourceFormat(options.format) if options.format else None,
                Unit(options.unit) if options.unit else None,
            )
            report = convert(
                options.source, options.out_dir, recipe, limits, on_progress, hints=hints, studio=studio
            )
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _print(report, options.out_dir)
    return _EXIT_CODES[report.outcome]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assets3d.pipeline",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", metavar="SOURCE", type=Path, help="the model")
    parser.add_argument(
        "out_dir", metavar="OUT_DIR", type=Path, help="folder for the results, made if need be"
    )
    parser.add_argument(
        "--recipe", choices=sorted(RECIPES), default="draft", help="how to convert (default: draft)"
    )
    parser.add_argument(
        "--unit",
        choices=[str(unit) for unit in Unit],
        help="what one unit of length in the file is, where the file does not say so itself",
    )
    parser.add_argument(
        "--format",
        choices=[str(each) for each in SourceFormat],
        help="the format, where neither the file's content nor its name tells it",
    )
    parser.add_argument(
        "--progress-fd",
        type=int,
        metavar="N",
        help='write progress to this open file descriptor, one {"stage": …, "percent": …} a line',
    )
    parser.add_argument(
        "--studio-fd",
        type=int,
        metavar="N",
        help="let the studio at the other end of this open socket take all pictures, and start no browser",
    )
    return parser


@contextmanager
def _studio(descriptor: int | None) -> Iterator[Studio | None]:
    if descriptor is None:
        yield None
        return
    with closing(RemoteStudio(descriptor)) as studio:
        yield studio


def _silent(stage: str, percent: int) -> None:
    """Nobody asked for progress."""


class _Lines:
    """Progress as JSON lines."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def write(self, stage: str, percent: int) -> None:
        """Write one line; a line this short goes into a pipe whole."""
        os.write(self.descriptor, json.dumps({"stage": stage, "percent": percent}).encode() + b"\n")


def _print(report: Report, out_dir: Path) -> None:
    lines = [f"{report.outcome}: see {out_dir / FILE_NAME}"]
    lines += [f"  {change.what}" for change in report.changes]
    lines += [_told(finding) for finding in report.findings]
    stream = sys.stdout if report.outcome is Outcome.CONVERTED else sys.stderr
    stream.write("\n".join(lines) + "\n")


def _told(finding: Finding) -> str:
    mark = {Severity.NOTE: "note", Severity.WARNING: "warning"}.get(finding.severity, "error")
    return f"  {mark} [{finding.code}] {finding.message} {finding.fix}".rstrip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], ConversionLimits()))
