"""One conversion from start to end: intake, preflight, validator, tiers, looks, checks, USDZ, posters, report."""

import dataclasses
import errno
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from assets3d.pipeline.explain import budget_findings, explain
from assets3d.pipeline.findings import BadModel, Defect, Finding, Severity, note, warning
from assets3d.pipeline.footprint import Stages, return_large_blocks
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.intake.bring_in import bring_in
from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.pipeline.intake.result import Intake
from assets3d.pipeline.intake.units import Unit
from assets3d.pipeline.measure import Facts, measure
from assets3d.pipeline.outputs import UsdzFiles, budget_lines, fidelity_record, glb_tier, write_usdz_files
from assets3d.pipeline.posters.make import Posters, make_posters
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.progress import ProgressListener, overall
from assets3d.pipeline.recipe import Recipe
from assets3d.pipeline.render.local import LocalStudio
from assets3d.pipeline.render.studio import Studio, StudioUnavailable
from assets3d.pipeline.report import Outcome, Report, UnitRecord
from assets3d.pipeline.tiers.ladder import WEB, Ladder, Progress, Seen
from assets3d.pipeline.tiers.make import Made
from assets3d.pipeline.tiers.model import Model, open_images
from assets3d.pipeline.tiers.plans import AR
from assets3d.pipeline.tiers.verify import OpenedTier, verify_tier
from assets3d.pipeline.validator.run import ValidatorLimits, Verdict, check_tiers, source_findings, validate

_SYSTEM_CODES = {errno.ENOMEM: "out_of_memory", errno.ENOSPC: "disk_full", errno.EFBIG: "file_limit"}


@dataclass(frozen=True)
class ConversionLimits:
    """What a conversion may use, apart from the limits on its process.

    own_memory: entered around everything that reads the model in this process. programs: entered while this process
    starts others, which must not inherit a limit on its own memory. Both by any thread, at the same time.
    """

    bounds: Bounds = field(default_factory=Bounds)
    validator: ValidatorLimits = field(default_factory=ValidatorLimits)
    own_memory: Callable[[], AbstractContextManager[None]] = nullcontext
    programs: Callable[[], AbstractContextManager[None]] = nullcontext


@dataclass(frozen=True)
class SourceHints:
    """What the merchant says of a file: its format, where the bytes do not tell, and its unit of length."""

    format: SourceFormat | None = None
    unit: Unit | None = None


def convert(  # noqa: PLR0913  # each is a thing of its own, and the last two are rarely given
    source: Path,
    out_dir: Path,
    recipe: Recipe,
    limits: ConversionLimits,
    on_progress: ProgressListener,
    *,
    hints: SourceHints = SourceHints(),
    studio: Studio | None = None,
) -> Report:
    """Convert a model, write everything into `out_dir` and return the report, which is there as well.

    studio: stays open; without one a browser is started here and ended again.
    Never raises for a bad model or a defect of ours: the report's outcome says so. Raises OSError when
    `out_dir` cannot be written.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    return_large_blocks()
    stages = Stages()
    blank = Report(Outcome.CONVERTED, recipe.name, recipe.version)
    listener = overall(on_progress, is_search=recipe.search is not None)
    try:
        with (
            _opened(studio) as opened,
            tempfile.TemporaryDirectory(prefix="intake-", dir=out_dir.parent) as work,
        ):
            order = _Order(source, out_dir, Path(work), hints)
            report = _Conversion(order, recipe, limits, listener, stages, opened).run(blank)
    except BadModel as problem:
        report = dataclasses.replace(blank, outcome=Outcome.REFUSED, findings=problem.findings)
    except Defect as defect:
        report = _failed(blank, defect.code, defect.message)
    except Exception as error:  # noqa: BLE001 - the last resort: whatever went wrong, the report must say so
        report = _failed(blank, _code(error), _told(error))
    report = dataclasses.replace(report, timing=stages.seconds, memory=stages.memory)
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
class _Order:
    source: Path
    out_dir: Path
    work: Path
    hints: SourceHints


@dataclass(frozen=True)
class _Files:
    """The models of a conversion: as they were made, and as they were read anew, by role."""

    tiers: tuple[Made, ...]
    opened: Mapping[str, OpenedTier]
    usdz: UsdzFiles


@dataclass(frozen=True)
class _Conversion:
    order: _Order
    recipe: Recipe
    limits: ConversionLimits
    on_progress: ProgressListener
    stages: Stages
    studio: Studio

    def run(self, blank: Report) -> Report:
        intake, model, findings = self._open()
        ladder = Ladder(model, self.recipe, self._listeners())
        # The studio belongs to this thread, so everything that needs none is done by another one meanwhile.
        with ThreadPoolExecutor(2) as others:
            validated = others.submit(self._validate, intake.glb)
            made = others.submit(self._files, ladder, intake, validated)
            seen = ladder.look(self.studio, self.limits.programs())
            with self._stage("posters"), self.limits.programs():
                posters, poster_findings = self._posters(ladder.web(), model, seen)
            files, verdict = made.result(), validated.result()
        budgets = tuple(budget_lines(files.tiers, files.usdz.tiers))
        facts, result = self._facts(model), files.opened[WEB].facts
        return dataclasses.replace(
            blank,
            source_sha256=_sha256(self.order.source),
            source=facts,
            result=result,
            source_format=str(intake.format),
            unit=UnitRecord(str(intake.unit.unit), intake.unit.basis, intake.unit.reason),
            variants=model.variants,
            tiers=(*map(glb_tier, files.tiers), *files.usdz.tiers, *(posters.tiers if posters else ())),
            framing=posters.framing if posters else None,
            budgets=budgets,
            fidelity=tuple(map(fidelity_record, seen.looks)),
            changes=tuple(explain(facts, result, ladder.web().images)),
            findings=(
                *(*intake.findings, *findings, *source_findings(verdict), *budget_findings(budgets)),
                *(*look_findings(seen, self.recipe), *files.usdz.findings, *poster_findings),
            ),
        )

    def _open(self) -> tuple[Intake, Model, tuple[Finding, ...]]:
        order, bounds = self.order, self.limits.bounds
        with self._stage("intake"), self.limits.own_memory():
            intake = bring_in(
                order.source, order.work, format=order.hints.format, unit=order.hints.unit, bounds=bounds
            )
        with self._stage("preflight"), self.limits.own_memory():
            document, findings = open_model(intake.glb, bounds)
            model = open_images(document, read_accessors(document))
        return intake, model, findings

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        self.on_progress(name, 0)
        with self.stages.stage(name):
            yield

    def _listeners(self) -> Progress:
        return Progress(
            lambda percent: self.on_progress("geometry", percent),
            lambda percent: self.on_progress("textures", percent),
            lambda percent: self.on_progress("fidelity", percent),
        )

    def _facts(self, model: Model) -> Facts:
        sizes = [(image.source_width, image.source_height) for image in model.images]
        return measure(model.document.json, model.arrays, sizes, self.order.source.stat().st_size)

    def _validate(self, source: Path) -> Verdict:
        with self._stage("validation"), self.limits.programs():
            return validate(source, self.limits.validator)

    def _files(self, ladder: Ladder, intake: Intake, validated: Future[Verdict]) -> _Files:
        """Every tier made and read anew, and USDZ; raises Defect when one has lost something or become invalid."""
        model = ladder.model
        with self.limits.own_memory():
            with self.stages.stage("tiers"):
                tiers = ladder.make()
                for made, path in zip(tiers, self._paths(tiers), strict=True):
                    path.write_bytes(made.glb)
            with self._stage("verification"):
                opened = {
                    made.plan.role: verify_tier(model, made, path, self.limits.bounds)
                    for made, path in zip(tiers, self._paths(tiers), strict=True)
                }
            with self._stage("usdz"):
                plain, kept = self.order.out_dir / AR.file_name, intake.kept_usdz
                usdz = write_usdz_files(plain, model.looks, self.order.out_dir, kept, self.limits.bounds)
        verdict = validated.result()
        with self.stages.stage("validation"), self.limits.programs():
            check_tiers(verdict, self._paths(tiers), self.limits.validator)
        return _Files(tiers, opened, usdz)

    def _paths(self, tiers: tuple[Made, ...]) -> list[Path]:
        return [self.order.out_dir / made.plan.file_name for made in tiers]

    def _posters(self, web: Made, model: Model, seen: Seen) -> tuple[Posters | None, list[Finding]]:
        try:
            posters = make_posters(
                self.studio,
                web.glb,
                model.looks,
                self.order.out_dir,
                self.recipe.posters,
                lambda done, count: self.on_progress("posters", 100 * done // count),
                seen.shown,
            )
        except StudioUnavailable as problem:
            message = f"No poster could be made, because {problem}. The model itself is ready."
            fix = "Convert the model again later, or upload a picture."
            return None, [warning(problem.code, message, "", fix)]
        return posters, []


def look_findings(seen: Seen, recipe: Recipe) -> Iterator[Finding]:
    """What the merchant should know of how the files were compared with the source."""
    if seen.problem is not None and recipe.search is not None:
        message = (
            f"The smallest files could not be searched, because {seen.problem}. Ordinary ones were made."
        )
        yield warning("not_searched", message, "", "Convert the model again later.")
    for looks in seen.looks:
        if looks.target is not None and not looks.target.is_met_by(looks.apart):
            message = f"The {looks.tier} file looks a little less close to yours than it should; nothing better was found in a few tries."
            yield warning(
                "fidelity_missed", message, "", "Compare the preview with your model before publishing."
            )
    if any(looks.has_stand_in for looks in seen.looks):
        message = "The model is too heavy to be drawn as it is, so the files were compared with a reduced copy of it."
        yield note("compared_with_reduced", message)


@contextmanager
def _opened(studio: Studio | None) -> Iterator[Studio]:
    if studio is not None:
        yield studio
        return
    with LocalStudio() as own:
        yield own


def _sha256(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
