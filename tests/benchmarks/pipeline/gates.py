"""What the pipeline must reach, model by model and for all models together."""

from collections.abc import Iterator, Mapping, Sequence

from tests.benchmarks.pipeline.examine import SOURCE, FileFacts, ModelFacts
from tests.benchmarks.pipeline.judging import Appearance
from tests.benchmarks.processes import Usage
from tests.benchmarks.records import Record, Target, record

GLTF_TRANSFORM, GLTFPACK = "gltf-transform", "gltfpack"
SEARCHED, DRAFT, DRAFT_AGAIN = "searched", "draft", "draft+again"
_MEGABYTE = 1_000_000
# What shows at a glance how things stand, as the rest of a record's name after that of its model.
OVERVIEW = {
    "searched web size": "web size",
    "searched web PSNR": "PSNR",
    "searched web SSIM": "SSIM",
    "searched web colour error": "colour",
    "searched web-webp size": "WebP size",
    "searched web-webp PSNR": "PSNR",
    "searched web-webp SSIM": "SSIM",
    "searched web-webp colour error": "colour",
    "searched high geometry": "geometry",
    "searched high geometry PSNR": "PSNR",
    "searched validator errors": "errors",
    "searched structural losses": "losses",
    "searched USDZ errors": "USDZ",
    "searched processor": "CPU s",
    "searched Python process": "MB",
    "draft wall": "draft s",
    "draft posters that differ the second time": "posters",
}
_NONE_AT_ALL = Target(0)
_AT_LEAST_AS_GOOD = Target(1.0, is_ratio=True, is_floor=True)
_NO_MORE = Target(1.0, is_ratio=True)


def records(models: Sequence[ModelFacts]) -> list[Record]:
    """Every figure of every model, then the sums."""
    found = [each for facts in models for each in _of_model(facts)]
    return [*found, *_sums(models)]


def _of_model(facts: ModelFacts) -> Iterator[Record]:
    yield from _tier(facts, SEARCHED, "web", Target(0.80, is_ratio=True))
    yield from _tier(facts, SEARCHED, "web-webp", _NO_MORE)
    yield from _tier(facts, DRAFT, "web", None)
    yield from _geometry(facts)
    yield from _soundness(facts)
    yield from _effort(facts)
    yield from _repetition(facts)


def _tier(facts: ModelFacts, recipe: str, role: str, smaller: Target | None) -> Iterator[Record]:
    """Bytes and looks of a tier beside gltf-transform's file; without a target for bytes none is set for looks."""
    name = f"{facts.name} {recipe} {role}"
    ours, theirs = facts.of_role(recipe, role), facts.of_role(GLTF_TRANSFORM, "peer")
    invalid = f"the peer's file is invalid: {theirs.errors} errors" if theirs and theirs.errors else ""
    yield record(
        f"{name} size",
        _size(ours),
        "bytes",
        peer=_size(theirs),
        target=smaller,
        note=_note(facts, recipe, ours, invalid),
    )
    look, peer = facts.look(recipe, role), facts.look(GLTF_TRANSFORM, "peer")
    better, worse = (_AT_LEAST_AS_GOOD, _NO_MORE) if smaller else (None, None)
    yield from _looks(name, look, peer, better, worse)


def _looks(
    name: str, look: Appearance | None, peer: Appearance | None, better: Target | None, worse: Target | None
) -> Iterator[Record]:
    for what, unit, pick, target in (
        ("PSNR", "dB", "psnr_db", better),
        ("SSIM", "", "ssim", better),
        ("colour error", "OKLab x100", "colour_error", worse),
    ):
        ours, theirs = (None if each is None else float(getattr(each, pick)) for each in (look, peer))
        yield record(f"{name} {what}", ours, unit, peer=theirs, target=target)


def _geometry(facts: ModelFacts) -> Iterator[Record]:
    theirs, their_look = facts.of_role(GLTFPACK, "peer"), facts.look(GLTFPACK, "peer")
    recipe = _shaped(facts)
    for role in ("high", "web"):
        ours, look = facts.of_role(recipe, role), facts.look(recipe, role, "in shape")
        # The tier with all triangles is the one to compare; what a search simplifies it may also roughen.
        is_aimed_at = role == "high"
        yield record(
            f"{facts.name} {recipe} {role} geometry",
            None if ours is None else ours.geometry_bytes,
            "bytes",
            peer=None if theirs is None else theirs.geometry_bytes,
            target=Target(1.05, is_ratio=True) if is_aimed_at else None,
        )
        yield record(
            f"{facts.name} {recipe} {role} geometry PSNR",
            None if look is None else look.psnr_db,
            "dB",
            peer=None if their_look is None else their_look.psnr_db,
            target=_AT_LEAST_AS_GOOD if is_aimed_at else None,
        )


def _shaped(facts: ModelFacts) -> str:
    """The recipe whose geometry is compared."""
    return DRAFT if facts.of_role(DRAFT, "web") and not facts.of_role(SEARCHED, "web") else SEARCHED


def _soundness(facts: ModelFacts) -> Iterator[Record]:
    theirs = facts.of_role(GLTF_TRANSFORM, "peer")
    for recipe in (SEARCHED, DRAFT):
        models = _files(facts, recipe, ".glb")
        scenes = _files(facts, recipe, ".usdz")
        yield record(
            f"{facts.name} {recipe} validator errors",
            sum(file.errors for file in models) if models else None,
            "in all tiers",
            peer=None if theirs is None else theirs.errors,
            # Errors that the source came with are the merchant's.
            target=Target(facts.source_errors * len(models)),
        )
        yield record(
            f"{facts.name} {recipe} structural losses",
            sum(file.losses for file in models) if models else None,
            "in all tiers",
            peer=None if theirs is None else theirs.losses,
            target=_NONE_AT_ALL,
            note=_lost(models, theirs),
        )
        yield record(
            f"{facts.name} {recipe} USDZ errors",
            sum(file.errors for file in scenes) if scenes else None,
            "in all files",
            target=_NONE_AT_ALL,
            note="; ".join(dict.fromkeys(file.lost for file in scenes if file.errors)),
        )
    for peer in (GLTF_TRANSFORM, GLTFPACK):
        found = facts.of_role(peer, "peer")
        if found is not None:
            note = f"lost {found.lost}" if found.lost else ""
            yield record(f"{facts.name} {peer} validator errors", found.errors, "", note=note)


def _effort(facts: ModelFacts) -> Iterator[Record]:
    peer = facts.runs.get(GLTF_TRANSFORM)
    for recipe, wall, cpu in ((SEARCHED, None, Target(200)), (DRAFT, Target(20), None)):
        run = facts.runs.get(recipe)
        ours = run.usage if run and run.outputs else None
        theirs = peer.usage if peer and peer.outputs else None
        name = f"{facts.name} {recipe}"
        for what, unit, target in (
            ("wall", "s", wall),
            ("processor", "s", cpu),
            ("largest process", "MB", None),
            ("together", "MB", None),
        ):
            own, other = (None if usage is None else _used(usage, what) for usage in (ours, theirs))
            yield record(f"{name} {what}", own, unit, peer=other, target=target, note=_busy(what, ours))
        child = None if ours is None else ours.peak_bytes.get("python", 0) / _MEGABYTE
        yield record(f"{name} Python process", child, "MB", target=Target(500))


def _used(usage: Usage, what: str) -> float:
    figures = {
        "wall": usage.wall_seconds,
        "processor": usage.cpu_seconds,
        "largest process": usage.largest_bytes / _MEGABYTE,
        "together": usage.together_bytes / _MEGABYTE,
    }
    return round(figures[what], 2)


def _repetition(facts: ModelFacts) -> Iterator[Record]:
    again = facts.looks.get(SOURCE)
    yield record(
        f"{facts.name} source drawn twice",
        None if again is None or again.trouble else float(not again.is_identical),
        "differences",
        target=_NONE_AT_ALL,
    )
    first, second = (facts.runs.get(name) for name in (DRAFT, DRAFT_AGAIN))
    one, other = (None if run is None or not run.outputs else run.digests() for run in (first, second))
    for what, start in (("posters", "posters/"), ("files", "")):
        yield record(
            f"{facts.name} draft {what} that differ the second time",
            None if one is None or other is None else _unlike(one, other, start),
            "files",
            target=_NONE_AT_ALL,
        )


def _sums(models: Sequence[ModelFacts]) -> Iterator[Record]:
    for recipe, role, target in (
        (SEARCHED, "web", Target(0.60, is_ratio=True)),
        (SEARCHED, "web-webp", _NO_MORE),
        (DRAFT, "web", None),
    ):
        pairs = [
            (_size(each.of_role(recipe, role)), _size(each.of_role(GLTF_TRANSFORM, "peer")))
            for each in models
        ]
        yield record(
            f"all models {recipe} {role} size",
            summed([ours for ours, _ in pairs]),
            "bytes",
            peer=summed([theirs for _, theirs in pairs]),
            target=target,
        )
    recipe = SEARCHED if any(_shaped(each) == SEARCHED for each in models) else DRAFT
    yield record(
        f"all models {recipe} high geometry",
        summed([_shape(each.of_role(recipe, "high")) for each in models]),
        "bytes",
        peer=summed([_shape(each.of_role(GLTFPACK, "peer")) for each in models]),
        target=Target(1.05, is_ratio=True),
    )


def summed(figures: Sequence[float | None]) -> float | None:
    """The sum, or None when a part of it is missing: a sum over some models would flatter."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def _unlike(one: Mapping[str, str], other: Mapping[str, str], start: str) -> int:
    paths = {path for path in (*one, *other) if path.startswith(start)}
    return sum(one.get(path) != other.get(path) for path in paths)


def _files(facts: ModelFacts, recipe: str, suffix: str) -> list[FileFacts]:
    return [file for (who, path), file in facts.files.items() if who == recipe and path.endswith(suffix)]


def _size(file: FileFacts | None) -> int | None:
    return None if file is None else file.bytes


def _shape(file: FileFacts | None) -> int | None:
    return None if file is None else file.geometry_bytes


def _note(facts: ModelFacts, recipe: str, ours: FileFacts | None, otherwise: str) -> str:
    run = facts.runs.get(recipe)
    if ours is not None or run is None:
        return otherwise
    if run.outputs:
        return "no such tier"
    lines = run.usage.told.strip().splitlines()
    return f"did not convert: {lines[-1][:160]}" if lines else "did not convert"


def _busy(what: str, usage: Usage | None) -> str:
    is_doubtful = what == "wall" and usage is not None and usage.load > 1
    return f"on a busy machine: load {usage.load}" if usage and is_doubtful else ""


def _lost(models: Sequence[FileFacts], theirs: FileFacts | None) -> str:
    ours = "; ".join(f"{file.role}: {file.lost}" for file in models if file.losses)
    return ours or (f"the peer lost {theirs.lost}" if theirs and theirs.lost else "")
