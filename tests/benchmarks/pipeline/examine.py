"""Everything that is measured on the files of one model."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.measure import triangles_drawn
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.tiers.difference import Tolerance, differences
from assets3d.pipeline.tiers.plans import NANO
from assets3d.pipeline.tiers.verify import ROUGH
from assets3d.pipeline.usd.check import usd_problems
from assets3d.pipeline.validator.run import ValidatorLimits, validate
from tests.benchmarks.pipeline.contestants import BENCH, Run
from tests.benchmarks.pipeline.geometry import geometry_bytes, read_glb, retextured
from tests.benchmarks.pipeline.judging import Appearance, judge
from tests.benchmarks.pipeline.structure import losses, told
from tests.benchmarks.store import Store, digest

LOOKED_AT = ("web", "web-webp", "peer")
# Tiers whose geometry is looked at by itself.
SHAPED = ("high", "web")
SOURCE = "source"


@dataclass(frozen=True)
class FileFacts:
    """A file: its bytes, the validator's errors and what it lost; for a USDZ file the errors of its own validators.

    geometry_bytes: without images, 0 where not a GLB.
    """

    role: str
    bytes: int
    errors: int
    losses: int = 0
    lost: str = ""
    geometry_bytes: int = 0


@dataclass(frozen=True)
class ModelFacts:
    """What is known of one model: files by (contestant, path), looks by name, and how the source compares to itself."""

    name: str
    source_errors: int
    files: Mapping[tuple[str, str], FileFacts]
    looks: Mapping[str, Appearance]
    runs: Mapping[str, Run] = field(default_factory=dict)

    def of_role(self, contestant: str, role: str) -> FileFacts | None:
        """The file of a role, the first where there are several, or None."""
        found = (facts for (who, _), facts in self.files.items() if who == contestant and facts.role == role)
        return next(found, None)

    def look(self, contestant: str, role: str, what: str = "as it is") -> Appearance | None:
        """How a file looks "as it is", or "in shape" alone; None where there is nothing to look at."""
        found = self.looks.get(look_name(contestant, role, what))
        return None if found is None or found.trouble else found


def look_name(contestant: str, role: str, what: str) -> str:
    """What a picture is of, in words."""
    return f"{contestant} {role} {what}"


def examine(source: Path, runs: Mapping[str, Run], identity: str, say: Callable[[str], None]) -> ModelFacts:
    """Measure all outputs for a model; whatever is known from before is not measured again.

    identity: changes whenever the code that measures does.
    """
    store = Store(BENCH / "found")
    files = {
        (name, output.path): _known_facts(source, run.folder / output.path, output.role, store, identity)
        for name, run in runs.items()
        for output in run.outputs
        if output.role != "poster"
    }
    looks = judge(source, _candidates(source, runs, say), store, say)
    return ModelFacts(source.stem, _errors(source, store), files, looks, runs)


def _candidates(source: Path, runs: Mapping[str, Run], say: Callable[[str], None]) -> dict[str, bytes]:
    found = {SOURCE: source.read_bytes()}
    for name, run in runs.items():
        for role in (*LOOKED_AT, *SHAPED):
            path = run.file(role)
            if path is None:
                continue
            if role in LOOKED_AT:
                found[look_name(name, role, "as it is")] = path.read_bytes()
            if role in SHAPED:
                try:
                    found[look_name(name, role, "in shape")] = retextured(path, source)
                except ValueError as error:
                    say(f"{source.stem}: the geometry of {name} {role} cannot be shown by itself: {error}")
    return found


def _errors(path: Path, store: Store) -> int:
    key = ("validator", digest(path))
    known = store.get(*key)
    if known is None:
        known = {"errors": validate(path, ValidatorLimits(seconds=120)).errors}
        store.put(known, *key)
    return int(known["errors"])


def _known_facts(source: Path, path: Path, role: str, store: Store, identity: str) -> FileFacts:
    key = (identity, digest(source), digest(path), role)
    known = store.get(*key)
    if known is None:
        known = asdict(_facts(source, path, role, store))
        store.put(known, *key)
    return FileFacts(**known)


def _facts(source: Path, path: Path, role: str, store: Store) -> FileFacts:
    size = path.stat().st_size
    if path.suffix == ".usdz":
        problems = [problem for problem in usd_problems(path) if problem.startswith("error")]
        return FileFacts(role, size, len(problems), lost="; ".join(problems[:2]))
    document, binary = read_glb(path)
    if role == "peer":
        counted = losses(read_glb(source)[0], document)
        lost, number = told(counted), sum(counted.values())
    else:
        found = _differences(source, path, ROUGH if role == NANO.role else Tolerance())
        lost, number = "; ".join(found[:2]), len(found)
    return FileFacts(role, size, _errors(path, store), number, lost, geometry_bytes(document, binary))


def _differences(source: Path, path: Path, tolerance: Tolerance) -> list[str]:
    try:
        sides = [(document, read_accessors(document)) for document in (_opened(source), _opened(path))]
    except BadModel as problem:
        return [f"unreadable: {problem}"]
    before, after = (triangles_drawn(document.json, arrays) for document, arrays in sides)
    return differences(sides[0], sides[1], tolerance, is_simplified=after < before)


def _opened(path: Path) -> Document:
    return open_model(path, Bounds())[0]
