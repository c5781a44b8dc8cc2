"""The app as CDK's command line calls it: its choices, and the first deployment's template."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.stack.templates import PYTHON, ROOT, Template


def call(folder: Path, **choices: str) -> subprocess.CompletedProcess[str]:
    assert PYTHON.exists(), "The infrastructure's packages are missing: run `make synth` first."
    return subprocess.run(  # noqa: S603  # our own interpreter and program
        [str(PYTHON), "-m", "deploy.app"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
            "CDK_OUTDIR": str(folder),
            "CDK_CONTEXT_JSON": json.dumps(choices),
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The template of staging's first deployment."""
    folder = tmp_path_factory.mktemp("registry")
    done = call(folder, environment="staging", only="registry")
    assert done.returncode == 0, done.stderr
    template: dict[str, Any] = json.loads((folder / "Vitrine-staging.template.json").read_text())
    return template


def test_the_first_deployment_makes_key_and_repositories_alone(first: dict[str, Any]) -> None:
    kinds = sorted(resource["Type"] for resource in first["Resources"].values())

    assert kinds == ["AWS::ECR::Repository", "AWS::ECR::Repository", "AWS::KMS::Key"]
    assert {"WebRepository", "WorkerRepository"} <= set(first["Outputs"])


def test_the_whole_stack_goes_on_with_what_the_first_deployment_made(
    first: dict[str, Any], templates: dict[tuple[str, str], Template]
) -> None:
    whole = templates["staging", "apprunner"].resources

    assert {name: whole[name]["Type"] for name in first["Resources"]} == {
        name: resource["Type"] for name, resource in first["Resources"].items()
    }


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"environment": "test"}, "There is no environment test; there are staging, production."),
        ({"compute": "ec2"}, "The web containers cannot run on ec2; they can on apprunner or fargate."),
    ],
)
def test_a_wrong_choice_is_refused_with_what_there_is(
    tmp_path: Path, choices: dict[str, str], sentence: str
) -> None:
    done = call(tmp_path, **choices)

    assert done.returncode == 1
    assert done.stderr.strip().endswith(sentence)
