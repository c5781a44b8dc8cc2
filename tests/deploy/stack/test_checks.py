"""What CDK, cdk-nag and the acknowledgements say of the templates, and that they come out the same twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.deploy.stack.templates import ROOT, Template, findings, load, run_in_deploy_environment

MOST_ACKNOWLEDGEMENTS: Final = 15
MOST_SKIPS: Final = 3
# As `build` does it, but nothing is acknowledged.
BARE: Final = """
import dataclasses, json, sys
from pathlib import Path
from deploy.app import build
from deploy.settings import ENVIRONMENTS
from deploy.stack import nag, shop
tables = [[dataclasses.asdict(row) for row in table] for table in (nag.ACKNOWLEDGEMENTS, nag.SKIPS)]
Path(sys.argv[1], "tables.json").write_text(json.dumps(tables))
shop.acknowledge = lambda *_: None
for environment, compute in (("staging", "fargate"), ("production", "apprunner")):
    try:
        build(ENVIRONMENTS[environment], compute, outdir=Path(sys.argv[1], f"{environment}-{compute}")).synth()
    except RuntimeError:
        continue
    sys.exit("nothing was found")
"""
AGAIN: Final = """
import sys
from pathlib import Path
from deploy.app import build
from deploy.settings import COMPUTES, ENVIRONMENTS
for environment, settings in ENVIRONMENTS.items():
    for compute in COMPUTES:
        build(settings, compute, outdir=Path(sys.argv[1], f"{environment}-{compute}")).synth()
"""


@dataclass(frozen=True)
class Bare:
    """What cdk-nag finds when nothing is acknowledged, as (path below the stack, rule); and what is acknowledged."""

    found: frozenset[tuple[str, str]]
    acknowledgements: list[dict[str, Any]]
    skips: list[dict[str, Any]]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Bare:
    folder = tmp_path_factory.mktemp("bare")
    done = run_in_deploy_environment("-c", BARE, str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    acknowledgements, skips = json.loads((folder / "tables.json").read_text())
    found = {*findings(folder / "staging-fargate"), *findings(folder / "production-apprunner")}
    return Bare(frozenset(found), acknowledgements, skips)


def test_cdks_own_validation_finds_nothing(template: Template) -> None:
    report = json.loads((template.folder / "validation-report.json").read_text())

    # cdk-nag reports only where it finds something.
    said = [(each["pluginName"], each["conclusion"], each["violations"]) for each in report["pluginReports"]]
    assert said == [("CloudFormation Validate", "success", [])]


def test_nothing_has_to_be_asked_of_an_account(template: Template) -> None:
    manifest = json.loads((template.folder / "manifest.json").read_text())

    assert "missing" not in manifest


def test_templates_fit_into_cloudformation(template: Template) -> None:
    file = template.folder / f"Vitrine-{template.environment}.template.json"

    assert file.stat().st_size < 1_000_000
    assert len(template.resources) < 500


def test_the_stack_is_protected_from_deletion(template: Template) -> None:
    manifest = json.loads((template.folder / "manifest.json").read_text())

    stack = manifest["artifacts"][f"Vitrine-{template.environment}"]["properties"]
    assert stack["terminationProtection"] is True


def test_acknowledgements_are_exactly_what_cdk_nag_finds(bare: Bare) -> None:
    rows = [(row["path"], row["finding"]) for row in bare.acknowledgements]

    assert {each for each in bare.found if not any(_covers(row, each) for row in rows)} == set()
    assert [row for row in rows if not any(_covers(row, each) for each in bare.found)] == []


def test_acknowledgements_are_few_and_each_has_a_reason(bare: Bare) -> None:
    acknowledgements, skips = bare.acknowledgements, bare.skips

    assert len(acknowledgements) <= MOST_ACKNOWLEDGEMENTS
    assert len(skips) <= MOST_SKIPS
    for row in (*acknowledgements, *skips):
        assert len(row["reason"].split()) >= 5, row
    # Whatever has findings of its own is acknowledged by finding, and nothing for the whole stack.
    assert all("[" in row["finding"] for row in acknowledgements if "IAM" in row["finding"])
    assert all(row["path"] for row in acknowledgements)


def test_synthesis_comes_out_the_same_to_the_byte(
    templates: dict[tuple[str, str], Template], tmp_path: Path
) -> None:
    done = run_in_deploy_environment("-c", AGAIN, str(tmp_path))

    assert done.returncode == 0, done.stderr
    for (environment, compute), template in templates.items():
        again = load(environment, compute, tmp_path)
        name = f"Vitrine-{environment}.template.json"
        assert (again.folder / name).read_bytes() == (template.folder / name).read_bytes()


def test_each_alarm_leads_to_a_page_that_is_there(template: Template) -> None:
    pages = {
        alarm["AlarmDescription"].rpartition(" ")[2]
        for alarm in template.all("CloudWatch::Alarm")
        if "deploy/runbooks/" in alarm.get("AlarmDescription", "")
    }

    assert pages
    assert {page for page in pages if not (ROOT / page).is_file()} == set()


def _covers(row: tuple[str, str], found: tuple[str, str]) -> bool:
    path, finding = row
    return finding == found[1] and f"{found[0]}/".startswith(f"{path}/")
