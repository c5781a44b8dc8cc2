"""One conversion from start to end: preflight, validator, tier, checks, posters, report."""

import dataclasses
import errno
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from assets3d.pipeline.explain import budget_findings, explain
from assets3d.pipeline.findings import BadModel, Defect, Finding, Severity, warning
from assets3d.pipeline.gltf.accessors import Arrays, read_accessors
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.measure import Facts, measure
from assets3d.pipeline.posters.looks import Look, looks_of
from assets3d.pipeline.posters.make import Posters, make_posters
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.progress import ProgressListener, overall
from assets3d.pipeline.recipe import Recipe
from assets3d.pipeline.render.local import LocalStudio
from assets3d.pipeline.render.studio import Studio, StudioUnavailable
from assets3d.pipeline.report import BudgetLine, Outcome, Report, Tier
from assets3d.pipeline.tiers.difference import Tolerance, differences
from assets3d.pipeline.tiers.web import WebTier, build_web_tier
from assets3d.pipeline.validator.run import ValidatorLimits, Verdict, check_tier, source_findings, validate

WEB_FILE = "web.glb"
_SYSTEM_CODES = {errno.ENOMEM: "out_of_memory", errno.ENOSPC: "disk_full", errno.EFBIG: "file_limit"}


@dataclass(frozen=True)
class ConversionLimits:
    """What a conversion may use, apart from the limits on its process.

    own_memory: entered around everything that reads the model in this process, left while other programs run.
    """

    bounds: Bounds = field(default_factory=Bounds)
    validator: ValidatorLimits = field(default_factory=ValidatorLimits)
    own_memory: Callable[[], AbstractContextManager[None]] = nullcontext


@dataclass
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.monotonic() - started, 3)


def convert(
    source: Path,
    out_dir: Path,
    recipe: Recipe,
    limits: ConversionLimits,
    on_progress: ProgressListener,
    *,
    studio: Studio | None = None,
) -> Report:
    """Convert a model, write everything into `out_dir` and return the report, which is there as well.

    studio: stays open; without one a browser is started here and ended again.
    Never raises for a bad model or a defect of ours: the report's outcome says so. Raises OSError when
    `out_dir` cannot be written.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    clock = _Clock()
    conversion = _Conversion(source, out_dir, recipe, limits, overall(on_progress), clock, studio)
    blank = Report(Outcome.CONVERTED, recipe.name, recipe.version)
    try:
        report = conversion.run(blank)
    except BadModel as problem:
        report = dataclasses.replace(blank, outcome=Outcome.REFUSED, findings=problem.findings)
    except Defect as defect:
        report = _failed(blank, defect.code, defect.message)
    except Exception as error:  # noqa: BLE001 - the last resort: whatever went wrong, the report must say so
        report = _failed(blank, _code(error), _told(error))
    report = dataclasses.replace(report, timing=clock.seconds)
    report.save(out_dir)
    on_progress("done", 100)
    return report


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _code(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "out_of_memory"
    return _SYSTEM_CODES.get(error.errno or 0, "unexpected") if isinstance(error, OSError) else "unexpected"


def _failed(blank: Report, code: str, message: str) -> Report:
    finding = Finding(code, Severity.FAILURE, f"Vitrine could not convert this model: {message}.")
    return dataclasses.replace(blank, outcome=Outcome.FAILED, findings=(finding,))


@dataclass(frozen=True)
class _Opened:
    document: Document
    arrays: Arrays
    facts: Facts
    verdict: Verdict


@dataclass(frozen=True)
class _Conversion:
    source: Path
    out_dir: Path
    recipe: Recipe
    limits: ConversionLimits
    on_progress: ProgressListener
    clock: _Clock
    studio: Studio | None

    def run(self, blank: Report) -> Report:
        with self.clock.stage("preflight"), self.limits.own_memory():
            self.on_progress("preflight", 0)
            document, findings = open_model(self.source, self.limits.bounds)
            arrays = read_accessors(document)
        with self.clock.stage("validation"):
            self.on_progress("validation", 0)
            verdict = validate(self.source, self.limits.validator)
        with self.clock.stage("tiers"), self.limits.own_memory():
            tier = build_web_tier(document, arrays, self.recipe, self.on_progress)
            sizes = [(image.source_width, image.source_height) for image in tier.images]
            facts = measure(document.json, arrays, sizes, self.source.stat().st_size)
            (self.out_dir / WEB_FILE).write_bytes(tier.glb)
        with self.clock.stage("verification"):
            self.on_progress("verification", 0)
            result = self._verify(_Opened(document, arrays, facts, verdict), tier)
        variants = _variants(document)
        with self.clock.stage("posters"):
            posters, poster_findings = self._posters(tier.glb, looks_of(document.json, variants))
        budgets = self._budgets(result)
        return dataclasses.replace(
            blank,
            source_sha256=_sha256(self.source),
            source=facts,
            result=result,
            variants=variants,
            tiers=(self._web_tier(tier), *(posters.tiers if posters else ())),
            framing=posters.framing if posters else None,
            budgets=budgets,
            changes=tuple(explain(facts, result, tier.images)),
            findings=(*findings, *source_findings(verdict), *budget_findings(budgets), *poster_findings),
        )

    def _verify(self, opened: _Opened, tier: WebTier) -> Facts:
        """Measure the tier; raises Defect when it is invalid or has lost something."""
        path = self.out_dir / WEB_FILE
        with self.limits.own_memory():
            try:
                document, _ = open_model(path, self.limits.bounds)
                arrays = read_accessors(document)
            except BadModel as problem:
                raise Defect("tier_unreadable", f"the web tier does not pass preflight: {problem}") from None
            is_simplified = tier.triangles < opened.facts.triangles
            lost = differences(
                (opened.document, opened.arrays), (document, arrays), Tolerance(), is_simplified=is_simplified
            )
        if lost:
            raise Defect(
                "tier_lost_something", f"the web tier differs from its source: {'; '.join(lost[:5])}"
            )
        check_tier(opened.verdict, validate(path, self.limits.validator))
        sizes = [(image.width, image.height) for image in tier.images]
        return measure(document.json, arrays, sizes, len(tier.glb))

    def _posters(self, glb: bytes, looks: Sequence[Look]) -> tuple[Posters | None, list[Finding]]:
        self.on_progress("posters", 0)
        try:
            with _opened(self.studio) as studio:
                posters = make_posters(
                    studio,
                    glb,
                    looks,
                    self.out_dir,
                    self.recipe.posters,
                    lambda done, count: self.on_progress("posters", 100 * done // count),
                )
        except StudioUnavailable as problem:
            message = f"No poster could be made, because {problem}. The model itself is ready."
            return None, [
                warning(problem.code, message, "", "Convert the model again later, or upload a picture.")
            ]
        return posters, []

    def _budgets(self, result: Facts) -> tuple[BudgetLine, ...]:
        budget = self.recipe.budget
        return (
            BudgetLine("web", "bytes", budget.bytes, result.bytes),
            BudgetLine("web", "triangles", budget.triangles, result.triangles),
        )

    def _web_tier(self, tier: WebTier) -> Tier:
        return Tier(
            role="web",
            path=WEB_FILE,
            bytes=len(tier.glb),
            sha256=sha256(tier.glb).hexdigest(),
            content_type="model/gltf-binary",
            triangles=tier.triangles,
            textures=len(tier.images),
        )


@contextmanager
def _opened(studio: Studio | None) -> Iterator[Studio]:
    if studio is not None:
        yield studio
        return
    with LocalStudio() as own:
        yield own


def _variants(document: Document) -> tuple[str, ...]:
    """Names of the material variants, each once: viewers choose them by name."""
    extension = document.json.get("extensions", {}).get("KHR_materials_variants", {})
    return tuple(dict.fromkeys(variant["name"] for variant in extension.get("variants", [])))


def _sha256(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
