"""The web image lacks the worker's packages, so nothing that it runs may ask for them."""

import importlib.metadata
import os
import subprocess
import sys

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deploy.container.dockerfile import ROOT

LIST = (ROOT / "requirements.txt").read_text().splitlines()
WORKER_MODULES = (
    *(
        "numpy",
        "imagecodecs",
        "PIL",
        "meshoptimizer",
        "trimesh",
        "collada",
        "lxml",
        "cascadio",
        "ufbx",
        "pxr",
        "mapbox_earcut",
    ),
    *("playwright", "greenlet", "networkx", "openpyxl", "et_xmlfile"),
    *("weasyprint", "brotli", "cssselect2", "fontTools", "pydyf", "pyphen"),
    *("tinycss2", "tinyhtml5", "webencodings", "zopfli"),
)
# Imports what a process does, in a Python to which the worker's packages do not exist.
PROGRAM = f"""
import importlib.abc, sys

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {WORKER_MODULES!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import config.wsgi, config.urls, deploy.migrate
from django.core.management import get_commands, load_command_class
for name, application in get_commands().items():
    load_command_class(application, name)
"""


def required(line: str) -> Requirement:
    return Requirement(line.partition("#")[0].strip())


def names(lines: list[str]) -> set[str]:
    return {canonicalize_name(required(line).name) for line in lines}


def listed() -> list[str]:
    return [line for line in LIST if line and not line.startswith("#")]


def worker_lines() -> list[str]:
    return [line for line in listed() if "# worker:" in line]


def test_marked_packages_are_those_that_web_does_without() -> None:
    modules = importlib.metadata.packages_distributions()

    assert names(worker_lines()) == {
        canonicalize_name(distribution) for module in WORKER_MODULES for distribution in modules[module]
    }


def test_no_package_of_web_needs_one_of_the_worker() -> None:
    worker = names(worker_lines())
    needing = []
    for line in set(listed()) - set(worker_lines()):
        requirement = required(line)
        if requirement.marker and not requirement.marker.evaluate():
            continue
        for text in importlib.metadata.requires(requirement.name) or ():
            needed = Requirement(text)
            extras = requirement.extras or {""}
            is_wanted = not needed.marker or any(needed.marker.evaluate({"extra": extra}) for extra in extras)
            if is_wanted and canonicalize_name(needed.name) in worker:
                needing.append((requirement.name, needed.name))

    assert needing == []


@pytest.fixture
def production() -> dict[str, str]:
    lines = (ROOT / ".ci" / "production.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_web_and_every_command_start_without_the_workers_packages(production: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603  # our own interpreter and a fixed program
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **production},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
