"""`manage.py doctor`: checks settings and everything the shop depends on; exit 1 when something is ill."""

import json
import sys
from collections.abc import Sequence

from django.core.management.base import BaseCommand, CommandParser

from config.doctor.checks import all_checks
from config.doctor.examination import Finding, State, examine
from config.observability.masking import masked


class Command(BaseCommand):
    help = "Check settings and every dependency, and say what is wrong and what to do about it."
    # Django's own checks are one of ours, so that what they find does not keep the others from running.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document, for programs")
        parser.add_argument("--worker", action="store_true", help="check the programs of workers, too")
        parser.add_argument("--seconds", type=float, default=20.0, help="how long each check may take (20)")

    def handle(self, *args: object, json: bool, worker: bool, seconds: float, **options: object) -> None:
        findings = examine(all_checks(is_worker=worker), seconds=seconds)
        self.stdout.write(_document(findings) if json else _words(findings))
        if any(finding.state is State.ILL for finding in findings):
            sys.exit(1)


def _document(findings: Sequence[Finding]) -> str:
    ill = [finding.check for finding in findings if finding.state is State.ILL]
    rows = [{**vars(finding), "state": finding.state.value} for finding in findings]
    return masked(json.dumps({"is_well": not ill, "ill": ill, "findings": rows}, indent=2))


def _words(findings: Sequence[Finding]) -> str:
    width = max(len(finding.check) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.state.value:<8}{finding.check:<{width}}  {finding.detail}")
        if finding.advice:
            lines.append(f"{'':<8}{'':<{width}}  > {finding.advice}")
    ill = sum(finding.state is State.ILL for finding in findings)
    lines.append("")
    lines.append(
        f"{ill} of {len(findings)} checks are ill." if ill else f"All {len(findings)} checks are done."
    )
    return masked("\n".join(lines))
