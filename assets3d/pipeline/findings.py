"""What the pipeline has to say to the merchant about a model."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: `REFUSAL` stops the conversion; `FAILURE` is our fault, not the model's."""

    FAILURE = "failure"
    REFUSAL = "refusal"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing worth knowing about a model, in words for the person who uploaded it.

    `code` is stable and for programs; `place` is a JSON pointer into the glTF document or "" for the whole
    file; `fix` says what to do about it, or "" when there is nothing to do.
    """

    code: str
    severity: Severity
    message: str
    place: str = ""
    fix: str = ""


def refusal(code: str, message: str, place: str = "", fix: str = "") -> Finding:
    """A finding that stops the conversion."""
    return Finding(code, Severity.REFUSAL, message, place, fix)


def warning(code: str, message: str, place: str = "", fix: str = "") -> Finding:
    """A finding that the merchant should act on, though the model was converted."""
    return Finding(code, Severity.WARNING, message, place, fix)


def note(code: str, message: str, place: str = "", fix: str = "") -> Finding:
    """A finding that only informs."""
    return Finding(code, Severity.NOTE, message, place, fix)


class BadModel(Exception):
    """The model cannot be converted, for reasons that lie in the model: trying again changes nothing."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{finding.code}: {finding.message}" for finding in findings))
        self.findings = findings


class Defect(Exception):
    """Vitrine's own mistake: what was made does not hold what was promised. Nothing the merchant can mend."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
