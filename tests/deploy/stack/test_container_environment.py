"""What the containers are given and what the settings read are the same names, both ways."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Final

from tests.deploy.stack.templates import ROOT, Template

# Read by the settings and left to their defaults by the templates, each for a reason.
LEFT_OUT: Final = frozenset(
    {
        "AWS_ENDPOINT_URL",  # an emulator's, which production refuses
        "SECRET_KEY_FALLBACKS",  # only while SECRET_KEY changes
        "STAFF_NEED_SECOND_STEP",  # once everybody who works here has set one up
        "DATABASE_STATEMENT_TIMEOUT_MS",
        "SHARED_SECONDS",
        "HOT_STOCK_WAITS",
        "ASSETS3D_LEASE_SECONDS",
        "ASSETS3D_VISIBILITY_SECONDS",
    }
)
# One of these two, by where the web containers run.
PROTECTION: Final = {"apprunner": "ORIGIN_SECRET_ARN", "fargate": "BEHIND_DISTRIBUTION"}
# Values that only AWS knows, as they will look there.
RESOLVED: Final = {
    "DATABASE_URL": "postgres://database.internal:5433/vitrine?sslmode=require",
    "SECRET_KEY": "3fd0a9c6e1b24785a0d9c3b7f6e5148293ab7c6d5e4f30112233445566778899",
    "REDIS_URL": "rediss://:secret@cache.internal:6380/0",
}


def test_every_container_is_given_the_same_names(template: Template) -> None:
    environments = list(_environments(template))

    assert len(environments) == 7  # web, four workers, migration, management
    assert all(environment == environments[0] for environment in environments)


def test_names_that_are_given_are_those_that_are_read(template: Template) -> None:
    given = next(_environments(template))

    read = _read_by_settings({name: _value(name, value) for name, value in given.items()})

    other_protection = set(PROTECTION.values()) - {PROTECTION[template.compute]}
    assert set(given) == read - LEFT_OUT - other_protection


def test_the_published_list_names_all_that_is_given(template: Template) -> None:
    """.ci/production.env is what `manage.py check --deploy` and people go by."""
    lines = (ROOT / ".ci" / "production.env").read_text().splitlines()
    published = {line.split("=", 1)[0] for line in lines if line and not line.startswith("#")}

    assert published - set(next(_environments(template))) - set(PROTECTION.values()) == set()


def _environments(template: Template) -> Iterator[dict[str, Any]]:
    """Names and values of every container's environment; secrets by the address they come from."""
    for service in template.all("AppRunner::Service"):
        image = service["SourceConfiguration"]["ImageRepository"]["ImageConfiguration"]
        given = [*image["RuntimeEnvironmentVariables"], *image["RuntimeEnvironmentSecrets"]]
        yield {variable["Name"]: variable["Value"] for variable in given}
    for task in template.all("ECS::TaskDefinition"):
        (container,) = task["ContainerDefinitions"]
        yield {
            **{variable["Name"]: variable["Value"] for variable in container["Environment"]},
            **{secret["Name"]: secret["ValueFrom"] for secret in container["Secrets"]},
        }


def _value(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    return RESOLVED.get(name) or f"https://resolved.example/{name.lower().replace('_', '-')}"


def _read_by_settings(variables: dict[str, str]) -> set[str]:
    result = _start(variables)
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout))


def _start(variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    arguments = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(  # noqa: S603  # our own interpreter and program
        [sys.executable, "-m", "tests.deploy.stack.settings_reader", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
