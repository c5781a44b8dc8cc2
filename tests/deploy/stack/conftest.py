"""The four templates, synthesised once for all tests, as they are for a deployment."""

import pytest

from tests.deploy.stack.templates import COMBINATIONS, Template, load, run_in_deploy_environment


@pytest.fixture(scope="session")
def templates() -> dict[tuple[str, str], Template]:
    """By environment and compute. What `make synth` has written already is taken as it is, unless something changed."""
    done = run_in_deploy_environment("-m", "deploy.synth")
    assert done.returncode == 0, done.stdout + done.stderr
    return {combination: load(*combination) for combination in COMBINATIONS}


@pytest.fixture(params=COMBINATIONS, ids="-".join)
def template(request: pytest.FixtureRequest, templates: dict[tuple[str, str], Template]) -> Template:
    """Each of the four, one after another."""
    return templates[request.param]
