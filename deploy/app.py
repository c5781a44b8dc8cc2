"""The CDK app: `python -m deploy.app` writes one environment's template into CDK's output folder.

CDK's command line calls it and hands over its choices: `-c environment=production -c compute=fargate`, and for a first
deployment `-c only=registry`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from deploy.settings import COMPUTES, ENVIRONMENTS, Compute, Settings
from deploy.stack.shop import ShopStack

CDK_JSON: Final = Path(__file__).with_name("cdk.json")


class BadChoice(SystemExit):
    """Something was asked for that there is not; the text says what there is."""


def build(
    settings: Settings, compute: Compute, *, outdir: Path | None = None, is_only_registry: bool = False
) -> cdk.App:
    """The app with one environment's stack, to be synthesised into `outdir`, with cdk-nag looking at it.

    CDK's command line reads cdk.json itself; run without it, the app has to be told.
    """
    app = cdk.App(outdir=str(outdir) if outdir else None, context=context(), analytics_reporting=False)
    ShopStack(app, settings, compute, is_only_registry=is_only_registry)
    if not is_only_registry:
        cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def context() -> dict[str, Any]:
    """The context of cdk.json: which of CDK's newer habits the app has."""
    values: dict[str, Any] = json.loads(CDK_JSON.read_text())["context"]
    return values


def choices(given: cdk.App) -> tuple[Settings, Compute, bool]:
    """What the command line chose: environment, compute, and whether only the registry is wanted.

    Raises BadChoice for an environment or compute that does not exist.
    """
    environment = given.node.try_get_context("environment") or "staging"
    if environment not in ENVIRONMENTS:
        raise BadChoice(f"There is no environment {environment}; there are {', '.join(ENVIRONMENTS)}.")
    asked = given.node.try_get_context("compute") or COMPUTES[0]
    compute = next((known for known in COMPUTES if known == asked), None)
    if compute is None:
        raise BadChoice(f"The web containers cannot run on {asked}; they can on {' or '.join(COMPUTES)}.")
    return ENVIRONMENTS[environment], compute, given.node.try_get_context("only") == "registry"


def main() -> None:
    """Write the chosen template."""
    settings, compute, is_only_registry = choices(cdk.App())
    build(settings, compute, is_only_registry=is_only_registry).synth()


if __name__ == "__main__":
    main()
