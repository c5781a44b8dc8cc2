"""The synthesised templates as plain dictionaries, with what tests ask of them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.settings import COMPUTES, ENVIRONMENTS, Settings

ROOT: Final = Path(__file__).resolve().parents[3]
OUTPUT: Final = ROOT / "build" / "cdk"
PYTHON: Final = ROOT / ".venv-deploy" / "bin" / "python"
COMBINATIONS: Final = tuple((environment, compute) for environment in ENVIRONMENTS for compute in COMPUTES)
Properties = dict[str, Any]


@dataclass(frozen=True)
class Template:
    """One environment's template. Resources are found by their type, without the leading "AWS::"."""

    environment: str
    compute: str
    folder: Path
    document: Mapping[str, Any]

    @property
    def settings(self) -> Settings:
        return ENVIRONMENTS[self.environment]

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        resources: Mapping[str, Mapping[str, Any]] = self.document["Resources"]
        return resources

    def named(self, kind: str) -> dict[str, Properties]:
        """Properties of every resource of a type, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == f"AWS::{kind}"
        }

    def all(self, kind: str) -> list[Properties]:
        return list(self.named(kind).values())

    def one(self, kind: str) -> Properties:
        found = self.all(kind)
        assert len(found) == 1, f"{len(found)} of {kind}"
        return found[0]

    def id_of(self, kind: str, part: str = "") -> str:
        """The logical id of the one resource of this type whose id contains `part`."""
        found = [name for name in self.named(kind) if part in name]
        assert len(found) == 1, found
        return found[0]


def load(environment: str, compute: str, output: Path = OUTPUT) -> Template:
    folder = output / f"{environment}-{compute}"
    document = json.loads((folder / f"Vitrine-{environment}.template.json").read_text())
    return Template(environment, compute, folder, document)


def run_in_deploy_environment(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python where CDK is installed; `make synth` installs it."""
    assert PYTHON.exists(), "The infrastructure's packages are missing: run `make synth` first."
    return subprocess.run(  # noqa: S603  # our own interpreter
        [str(PYTHON), *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"},
        capture_output=True,
        text=True,
        check=False,
    )


def findings(folder: Path) -> set[tuple[str, str]]:
    """Path below the stack, and rule, of everything that cdk-nag found."""
    report = json.loads((folder / "validation-report.json").read_text())
    (nag,) = [plugin for plugin in report["pluginReports"] if plugin["pluginName"] == "AwsSolutions"]
    return {
        (construct["constructPath"].split("/", 1)[1], violation["ruleName"])
        for violation in nag["violations"]
        for construct in violation["violatingConstructs"]
    }


def statements(document: Mapping[str, Any]) -> list[Properties]:
    found: list[Properties] = document["Statement"]
    return found


def listed(value: object) -> list[Any]:
    """CloudFormation writes a list of one as its only entry."""
    return value if isinstance(value, list) else [value]


def mentions(value: object, word: str) -> bool:
    return word in json.dumps(value)


def policies(template: Template) -> Iterator[tuple[str, Properties]]:
    """Every statement that gives a role or user something, with the id of the resource that holds it."""
    for kind in ("IAM::Policy", "IAM::ManagedPolicy"):
        for name, properties in template.named(kind).items():
            for statement in statements(properties["PolicyDocument"]):
                yield name, statement
    for name, properties in template.named("IAM::Role").items():
        for policy in properties.get("Policies", []):
            for statement in statements(policy["PolicyDocument"]):
                yield name, statement


def queue_called(template: Template, name: str) -> str:
    """The logical id of a queue that is not a dead-letter queue."""
    (found,) = [
        each for each in template.named("SQS::Queue") if f"Queues{name}" in each and f"{name}Dead" not in each
    ]
    return found
