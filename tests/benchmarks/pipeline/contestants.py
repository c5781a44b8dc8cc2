"""Who takes part: our recipes and the programs that others use, each run alike and measured."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from assets3d.pipeline.report import Report
from tests.benchmarks.processes import Usage, run_watched
from tests.benchmarks.store import code_digest, digest

PROJECT = Path(__file__).resolve().parents[3]
BENCH = PROJECT / "build" / "bench"
_HERE = Path(__file__).parent
_NODE = BENCH / "node"
_LISTS = ("package.json", "package-lock.json")
_PEER_FILE = "out.glb"
_RECORD = "run.json"
_PATIENCE_SECONDS = 1200.0


@dataclass(frozen=True)
class Contestant:
    """One way to convert a model.

    command: what is run for a source and a folder for the results. identity: changes whenever the results may.
    """

    name: str
    command: Callable[[Path, Path], Sequence[str]]
    identity: str
    is_ours: bool = False


@dataclass(frozen=True)
class Output:
    """A file that was made: role as in `report.Tier`, and "peer" for what others make."""

    role: str
    path: str
    material_variant: str | None = None


@dataclass(frozen=True)
class Run:
    """How a conversion went; without outputs, `usage.told` says why."""

    folder: Path
    usage: Usage
    outputs: tuple[Output, ...]

    def file(self, role: str) -> Path | None:
        """The file of a role, the first where there are several, or None."""
        paths = (self.folder / output.path for output in self.outputs if output.role == role)
        return next(paths, None)

    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of every output by its path."""
        return {output.path: digest(self.folder / output.path) for output in self.outputs}


def ours(recipes: Sequence[str]) -> list[Contestant]:
    """Our pipeline with each of these recipes; a name may have a suffix after "+" to be run once more."""
    identity = code_digest(
        PROJECT / "assets3d" / "pipeline",
        PROJECT / "assets3d" / "static" / "assets3d" / "viewer",
        PROJECT / "requirements.txt",
        PROJECT / "package-lock.json",
    )
    commands = {name: partial(_ours, name.partition("+")[0]) for name in recipes}
    return [Contestant(name, command, identity, is_ours=True) for name, command in commands.items()]


def peers() -> list[Contestant]:
    """gltf-transform and gltfpack as `install_peers` brings them."""
    identity = _peers_identity()
    return [
        Contestant("gltf-transform", _gltf_transform, identity),
        Contestant("gltfpack", _gltfpack, identity),
    ]


def recall(contestant: Contestant, source: Path) -> Run | None:
    """What converting a model came to before, unless the model or the contestant has changed since."""
    folder = _folder(contestant, source)
    try:
        record = json.loads((folder / _RECORD).read_text())
    except (OSError, ValueError):
        return None
    if record["key"] != _key(contestant, source):
        return None
    return Run(folder, Usage(**record["usage"]), tuple(Output(**output) for output in record["outputs"]))


def run(contestant: Contestant, source: Path) -> Run:
    """Convert a model. A contestant that does not end in time has converted nothing."""
    folder = _folder(contestant, source)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = {"PYTHONPATH": str(PROJECT), "OPENBLAS_NUM_THREADS": "1"} if contestant.is_ours else {}
    command = list(map(str, contestant.command(source, folder)))
    try:
        usage = run_watched(command, folder, _PATIENCE_SECONDS, environment)
    except TimeoutError as error:
        return Run(folder, Usage(1, _PATIENCE_SECONDS, 0.0, {}, 0, str(error)), ())
    done = Run(folder, usage, _outputs(folder, usage, is_ours=contestant.is_ours))
    if done.outputs:
        outputs = [asdict(output) for output in done.outputs]
        record = {"key": _key(contestant, source), "usage": asdict(usage), "outputs": outputs}
        (folder / _RECORD).write_text(json.dumps(record, indent=1))
    return done


def install_peers(say: Callable[[str], None]) -> None:
    """Bring the peers to `build/bench/node` as their lock file lists them, unless they are there."""
    stamp = _NODE / ".stamp"
    if stamp.exists() and stamp.read_text() == _peers_identity():
        return
    say("installing gltf-transform and gltfpack")
    _NODE.mkdir(parents=True, exist_ok=True)
    for name in _LISTS:
        shutil.copyfile(_HERE / name, _NODE / name)
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed, so there is nobody to compare with")
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(command, cwd=_NODE, check=True)  # noqa: S603 - fixed words
    stamp.write_text(_peers_identity())


def _folder(contestant: Contestant, source: Path) -> Path:
    return BENCH / "pipeline" / source.stem / contestant.name


def _key(contestant: Contestant, source: Path) -> str:
    command = contestant.command(source, _folder(contestant, source))
    return f"{digest(source)} {contestant.identity} {' '.join(map(str, command))}"


def _peers_identity() -> str:
    return code_digest(*(_HERE / name for name in _LISTS))


def _outputs(folder: Path, usage: Usage, *, is_ours: bool) -> tuple[Output, ...]:
    if usage.returned != 0:
        return ()
    if not is_ours:
        return (Output("peer", _PEER_FILE),) if (folder / _PEER_FILE).exists() else ()
    tiers = Report.load(folder).tiers
    return tuple(Output(tier.role, tier.path, tier.material_variant) for tier in tiers)


def _ours(recipe: str, source: Path, folder: Path) -> Sequence[str]:
    return [sys.executable, "-m", "assets3d.pipeline", str(source), str(folder), "--recipe", recipe]


def _gltf_transform(source: Path, folder: Path) -> Sequence[str]:
    program, result = _NODE / "node_modules" / ".bin" / "gltf-transform", folder / _PEER_FILE
    options = ["--compress", "meshopt", "--texture-compress", "webp"]
    return [str(program), "optimize", str(source), str(result), *options]


def _gltfpack(source: Path, folder: Path) -> Sequence[str]:
    program = _NODE / "node_modules" / ".bin" / "gltfpack"
    return [str(program), "-i", str(source), "-o", str(folder / _PEER_FILE), "-cc"]
