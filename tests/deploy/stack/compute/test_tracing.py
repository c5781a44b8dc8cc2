"""What an environment that is traced has besides, and that all others have nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from deploy.settings import COMPUTES, ENVIRONMENTS
from tests.deploy.stack.templates import (
    Template,
    findings,
    listed,
    load,
    mentions,
    policies,
    run_in_deploy_environment,
)

# As `build` does it, for staging with traces; once more without what is acknowledged for their sake.
TRACED: Final = """
import dataclasses, sys
from pathlib import Path
from deploy.app import build
from deploy.settings import COMPUTES, STAGING
from deploy.stack import nag
settings = dataclasses.replace(STAGING, is_traced=True)
for compute in COMPUTES:
    build(settings, compute, outdir=Path(sys.argv[1], f"staging-{compute}")).synth()
nag.TRACED = ()
try:
    build(settings, "fargate", outdir=Path(sys.argv[1], "bare")).synth()
except RuntimeError:
    sys.exit()
sys.exit("nothing was found")
"""
WORKERS: Final = {"worker/orders,mirror", "worker/uploads", "worker/conversion", "worker/search"}
SERVICES: Final = {"apprunner": WORKERS, "fargate": WORKERS | {"web"}}
ROLES: Final = {
    "apprunner": {"PermissionsAppRunnerWeb", "PermissionsWorkerTask"},
    "fargate": {"PermissionsWebTask", "PermissionsWorkerTask"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("traced")
    done = run_in_deploy_environment("-c", TRACED, str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(params=COMPUTES)
def traced(request: pytest.FixtureRequest, folder: Path) -> Template:
    return load("staging", request.param, folder)


def test_nothing_is_traced_unless_somebody_wants_it(template: Template) -> None:
    assert {settings.is_traced for settings in ENVIRONMENTS.values()} == {False}
    assert {_value(variables, "TRACING") for variables in _variables(template)} == {"off"}
    assert not mentions(template.document, "xray")
    assert not mentions(template.document, "XRAY")


def test_programs_are_told_to_send_traces_and_nothing_else(
    traced: Template, templates: dict[tuple[str, str], Template]
) -> None:
    untraced = list(_variables(templates["staging", traced.compute]))

    told = list(_variables(traced))

    assert len(told) == 7  # web, four workers, migration, management
    wanted = [json.loads(json.dumps(each).replace('"off"', '"xray"')) for each in untraced]
    assert told == wanted


def test_app_runner_runs_its_collector(folder: Path) -> None:
    traced = load("staging", "apprunner", folder)
    configuration = traced.one("AppRunner::ObservabilityConfiguration")

    arn = [traced.id_of("AppRunner::ObservabilityConfiguration"), "ObservabilityConfigurationArn"]
    assert configuration["TraceConfiguration"] == {"Vendor": "AWSXRAY"}
    assert traced.one("AppRunner::Service")["ObservabilityConfiguration"] == {
        "ObservabilityEnabled": True,
        "ObservabilityConfigurationArn": {"Fn::GetAtt": arn},
    }


def test_a_collector_stands_beside_every_service_and_no_errand(traced: Template) -> None:
    containers = _containers(traced)

    assert {name for name, each in containers.items() if "collector" in each} == SERVICES[traced.compute]
    assert {name for name, each in containers.items() if set(each) == {"shop"}} == {"migrate", "doctor"}


def test_a_collector_takes_traces_for_xray_and_may_fail(traced: Template) -> None:
    for each in _services(traced):
        shop, collector = each["shop"], dict(each["collector"])
        image, _, version = collector.pop("Image").rpartition(":")
        assert image == "public.ecr.aws/aws-observability/aws-otel-collector"
        assert version.removeprefix("v").replace(".", "").isdigit(), version
        assert collector == {
            "Name": "collector",
            "Command": ["--config=/etc/ecs/ecs-xray.yaml"],
            "Environment": [{"Name": "AWS_REGION", "Value": "us-east-1"}],
            "Essential": False,
            "RestartPolicy": {"Enabled": True},
            "Memory": 256,
            "ReadonlyRootFilesystem": True,
            "LogConfiguration": shop["LogConfiguration"],
        }


def test_a_collector_outlives_its_program(traced: Template) -> None:
    for each in _services(traced):
        assert each["shop"]["Essential"] is True
        assert each["shop"]["DependsOn"] == [{"ContainerName": "collector", "Condition": "START"}]


def test_programs_may_hand_traces_on_and_no_more_than_that(traced: Template) -> None:
    policy = traced.id_of("IAM::ManagedPolicy", "PermissionsTracing")
    holders = {name for name, role in traced.named("IAM::Role").items() if mentions(role, policy)}

    assert [(name, each) for name, each in policies(traced) if mentions(each, "xray")] == [
        (
            policy,
            {
                "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
                "Effect": "Allow",
                "Resource": "*",
            },
        )
    ]
    assert {name[:-8] for name in holders} == ROLES[traced.compute]
    everywhere = {name for name, each in policies(traced) if "*" in listed(each["Resource"])}
    assert everywhere == {policy, traced.id_of("IAM::ManagedPolicy", "PermissionsStart")}


def test_everything_else_is_as_without_traces(
    traced: Template, templates: dict[tuple[str, str], Template]
) -> None:
    before, after = templates["staging", traced.compute].resources, traced.resources
    added = {after[name]["Type"] for name in after.keys() - before.keys()}
    changed = {name for name in before if before[name] != after[name]}
    own = {"AWS::AppRunner::ObservabilityConfiguration"} if traced.compute == "apprunner" else set()
    service = {"AWS::AppRunner::Service"} if traced.compute == "apprunner" else set()

    assert before.keys() <= after.keys()
    assert added == {"AWS::IAM::ManagedPolicy", *own}
    assert {before[name]["Type"] for name in changed} == {
        "AWS::ECS::TaskDefinition",
        "AWS::IAM::Role",
        *service,
    }


def test_checkers_are_content_with_one_reason_more(traced: Template, folder: Path) -> None:
    report = json.loads((traced.folder / "validation-report.json").read_text())

    said = [(each["pluginName"], each["conclusion"], each["violations"]) for each in report["pluginReports"]]
    assert said == [("CloudFormation Validate", "success", [])]
    assert findings(folder / "bare") == {("Permissions/Tracing/Resource", "AwsSolutions-IAM5[Resource::*]")}


def _containers(template: Template) -> dict[str, dict[str, Any]]:
    """The containers of each task by their names; the tasks by what the shop's is told to run."""
    tasks = [task["ContainerDefinitions"] for task in template.all("ECS::TaskDefinition")]
    by_name = [{container["Name"]: container for container in containers} for containers in tasks]
    return {"/".join(each["shop"]["Command"]): each for each in by_name}


def _services(template: Template) -> list[dict[str, Any]]:
    """The containers of each task that has a collector, by their names."""
    found = [each for each in _containers(template).values() if "collector" in each]
    assert found
    return found


def _variables(template: Template) -> Iterator[list[dict[str, Any]]]:
    """Plain variables of every container of the shop."""
    for service in template.all("AppRunner::Service"):
        image = service["SourceConfiguration"]["ImageRepository"]["ImageConfiguration"]
        yield image["RuntimeEnvironmentVariables"]
    for containers in _containers(template).values():
        yield containers["shop"]["Environment"]


def _value(variables: list[dict[str, Any]], name: str) -> object:
    (value,) = [variable["Value"] for variable in variables if variable["Name"] == name]
    return value
