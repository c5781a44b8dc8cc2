"""Run the Khronos glTF validator on a file."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from assets3d.pipeline.findings import Defect, Finding, warning

_SCRIPT = Path(__file__).with_name("validate.cjs")
_ERROR, _WARNING = 0, 1
_SHOWN = 10
# Programs of their own, so as many as there are likely to be cores.
_AT_ONCE = 2


@dataclass(frozen=True)
class ValidatorLimits:
    """seconds: wall time; heap_megabytes: JavaScript memory."""

    seconds: float = 60.0
    heap_megabytes: int = 1024


@dataclass(frozen=True)
class Issue:
    """One of the validator's messages; `place` is a JSON pointer."""

    code: str
    message: str
    place: str
    is_error: bool


@dataclass(frozen=True)
class Verdict:
    """What the validator says; `errors` counts all, `issues` has the first two hundred messages."""

    errors: int
    issues: tuple[Issue, ...]


def validate(path: Path, limits: ValidatorLimits) -> Verdict:
    """Validate a GLB that has passed preflight; raises Defect when the validator cannot run or does not end."""
    node = shutil.which("node")
    if node is None:
        raise Defect("validator_missing", "node is not installed, so no model can be validated")
    command = [node, f"--max-old-space-size={limits.heap_megabytes}", str(_SCRIPT), str(path.resolve())]
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the path is an argument, not a shell word
            command, capture_output=True, timeout=limits.seconds, check=True, stdin=subprocess.DEVNULL
        )
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Defect("validator_slow", f"the validator did not end within {limits.seconds:g} s") from None
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        detail = getattr(error, "stderr", b"") or b""
        last = detail.decode(errors="replace").strip()[-300:]
        raise Defect("validator_broken", f"the validator failed: {last or error}") from None
    issues = tuple(
        Issue(entry["code"], entry["message"], entry.get("pointer", ""), entry["severity"] == _ERROR)
        for entry in found["messages"]
        if entry["severity"] <= _WARNING
    )
    return Verdict(found["numErrors"], issues)


def source_findings(verdict: Verdict) -> Iterator[Finding]:
    """The validator's errors about a source, as warnings: preflight has refused whatever would do harm.

    Its warnings are about taste or portability and would only worry a merchant; they stay unsaid.
    """
    errors = [issue for issue in verdict.issues if issue.is_error]
    for issue in errors[:_SHOWN]:
        yield warning(
            "validator_error",
            f"The file breaks a rule of the glTF standard ({issue.code}): {issue.message}",
            issue.place,
            "It was converted all the same. Check the preview, and update your exporter if something looks wrong.",
        )
    if verdict.errors > _SHOWN:
        yield warning(
            "validator_errors_more", f"There are {verdict.errors - _SHOWN} more errors of this sort."
        )


def check_tiers(source: Verdict, paths: Sequence[Path], limits: ValidatorLimits) -> None:
    """Validate tiers, two at once; raises Defect when one has errors that its source had not."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for path, verdict in zip(paths, pool.map(lambda one: validate(one, limits), paths), strict=True):
            _check_tier(source, verdict, path.name)


def _check_tier(source: Verdict, tier: Verdict, name: str) -> None:
    known = {issue.code for issue in source.issues if issue.is_error}
    new = [issue for issue in tier.issues if issue.is_error and issue.code not in known]
    if new or (tier.errors and not source.errors):
        told = "; ".join(f"{issue.code} at {issue.place}" for issue in new[:3])
        raise Defect("tier_invalid", f"{name} has {tier.errors} validator errors: {told}")
