"""What must hold of the images whoever builds them."""

import json
import re

import pytest

from tests.deploy.container.dockerfile import DOCKERFILE, ROOT, lineage, stages

IMAGES = ("web", "worker")
COMPILERS = re.compile(r"\b(gcc|g\+\+|clang|make|build-essential|python3-dev)\b")


@pytest.mark.parametrize("image", IMAGES)
def test_image_runs_as_an_ordinary_user_to_the_end(image: str) -> None:
    assert [user for stage in lineage(image) for user in stage.all("USER")] == ["10001:10001"]
    assert any("--uid 10001 " in run for stage in lineage(image) for run in stage.all("RUN"))


@pytest.mark.parametrize("image", IMAGES)
def test_image_leaves_compilers_and_npm_behind(image: str) -> None:
    installed = [run for stage in lineage(image) for run in stage.all("RUN")]
    ancestors = {stage.name for stage in lineage(image)}

    assert [run for run in installed if COMPILERS.search(run) or "npm" in run] == []
    assert ancestors.isdisjoint({"worker-packages", "front-packages"})
    assert COMPILERS.search(" ".join(stages()["worker-packages"].all("RUN")))


def test_browser_is_for_the_worker_alone() -> None:
    assert not any("chromium" in run for stage in lineage("web") for run in stage.all("RUN"))
    assert any("chromium" in run for run in stages()["worker"].all("RUN"))


@pytest.mark.parametrize("image", IMAGES)
def test_image_writes_to_tmp_alone(image: str) -> None:
    variables = " ".join(text for stage in lineage(image) for text in stage.all("ENV")).split()

    assert [volume for stage in lineage(image) for volume in stage.all("VOLUME")] == ["/tmp"]  # noqa: S108  # a word in a file
    assert {"HOME=/tmp/home", "PYTHONDONTWRITEBYTECODE=1"} <= set(variables)


@pytest.mark.parametrize(
    ("image", "command"), [("web", ["web"]), ("worker", ["worker", "orders,mirror,uploads"])]
)
def test_image_starts_the_entrypoint_without_a_shell_before_it(image: str, command: list[str]) -> None:
    entrypoints = [text for stage in lineage(image) for text in stage.all("ENTRYPOINT")]

    assert [json.loads(text) for text in entrypoints] == [
        ["/usr/bin/tini", "-s", "--", "/srv/vitrine/deploy/entrypoint"]
    ]
    assert [json.loads(text) for text in stages()[image].all("CMD")] == [command]


def test_web_is_asked_whether_it_lives() -> None:
    assert stages()["web"].all("EXPOSE") == ["8000"]
    assert any("http://127.0.0.1:8000/livez" in text for text in stages()["web"].all("HEALTHCHECK"))
    assert list(stages())[-1] == "web"


def test_every_stage_stands_on_the_one_base() -> None:
    known = stages()

    assert DOCKERFILE.read_text().count("\nARG BASE=python:3.11-slim-bookworm\n") == 1
    assert {lineage(name)[-1].parent for name in known} == {"${BASE}"}


def test_builder_is_sent_nothing_but_what_it_needs() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]

    assert rules[0] == "*"
    assert rules[-1] == "**/__pycache__"
    wanted = [rule.removeprefix("!") for rule in rules[1:-1]]
    assert all(rule.startswith("!") for rule in rules[1:-1])
    assert [name for name in wanted if not (ROOT / name).exists()] == []
    assert {"tests", ".git", ".venv", ".stack", "build"}.isdisjoint(wanted)
