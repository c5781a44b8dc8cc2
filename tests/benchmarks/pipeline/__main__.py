"""Measure our pipeline beside gltf-transform and gltfpack on every model of a folder; see `make bench`."""

import argparse
import os
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from tests.benchmarks.machine import machine
from tests.benchmarks.pipeline.contestants import (
    BENCH,
    PROJECT,
    Contestant,
    Run,
    install_peers,
    ours,
    peers,
    recall,
    run,
)
from tests.benchmarks.pipeline.examine import ModelFacts, examine
from tests.benchmarks.pipeline.gates import DRAFT, DRAFT_AGAIN, OVERVIEW, SEARCHED, records
from tests.benchmarks.store import code_digest
from tests.benchmarks.table import overview, table, write_results
from tests.factories.glb import build_glb

RESULTS = BENCH / "pipeline.json"
_PACKAGES = ("pillow", "numpy", "meshoptimizer", "playwright", "usd-core")


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and write the results; 0 also when targets are missed."""
    options = _parser().parse_args(arguments)
    if options.only != "ours":
        install_peers(_say)
    contestants = [*ours((SEARCHED, DRAFT, DRAFT_AGAIN)), *peers()]
    sources = _models(options.models)
    identity = code_digest(PROJECT / "assets3d" / "pipeline", Path(__file__).parent)
    found: list[ModelFacts] = []
    for source in sources:
        runs = _runs(contestants, source, options.only)
        found.append(examine(source, runs, identity, _say))
    measured = records(found)
    commands = {
        each.name: " ".join(map(str, each.command(Path("SRC.glb"), Path("OUT")))) for each in contestants
    }
    write_results(RESULTS, machine(_PACKAGES), commands, measured)
    rows = [*(each.name for each in found), "all models"]
    sys.stdout.write(f"{table(measured)}\n\n{overview(measured, rows, OVERVIEW)}\n")
    sys.stdout.write(f"written to {RESULTS.relative_to(PROJECT)}\n")
    return 0


def _models(names: Collection[str]) -> list[Path]:
    """Every GLB of VITRINE_MODELS, otherwise of `shared/models` beside the project, or those of these names.

    Where neither is there, small models are made on the spot. Raises FileNotFoundError when nothing is left.
    """
    given = os.environ.get("VITRINE_MODELS")
    folder = Path(given).resolve() if given else PROJECT.parent / "shared" / "models"
    if not given and not folder.is_dir():
        folder = _made(BENCH / "models" / "small")
    found = sorted(file for file in folder.glob("*.glb") if not names or file.stem in names)
    if not found:
        raise FileNotFoundError(f"there are no such models in {folder}")
    return found


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "PlainBox.glb").write_bytes(build_glb())
    (folder / "LivelyBox.glb").write_bytes(build_glb(variants=("Red", "Blue"), animated=True, morphed=True))
    return folder


def _runs(contestants: Sequence[Contestant], source: Path, only: str) -> dict[str, Run]:
    """What each made of a model. No browser of this process may be open meanwhile: it would be counted."""
    found: dict[str, Run] = {}
    for contestant in contestants:
        known = recall(contestant, source)
        if known is None and only != ("peers" if contestant.is_ours else "ours"):
            _say(f"{source.stem}: {contestant.name}")
            known = run(contestant, source)
        if known is not None:
            found[contestant.name] = known
    return found


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pipeline", description=__doc__)
    parser.add_argument("--models", type=_names, default=(), help="only these, as NAME,NAME without .glb")
    parser.add_argument("--only", choices=("ours", "peers"), default="", help="run nobody else anew")
    return parser


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
