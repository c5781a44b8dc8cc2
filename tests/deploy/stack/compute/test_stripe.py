"""An environment that takes payments by Stripe: its containers are given what Stripe gave, and no template holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from deploy.settings import COMPUTES, ENVIRONMENTS
from tests.deploy.stack.templates import Template, load, run_in_deploy_environment

KEY: Final = "arn:aws:secretsmanager:us-east-1:000000000000:secret:stripe-key-AbCdEf"
WEBHOOKS: Final = "arn:aws:secretsmanager:us-east-1:000000000000:secret:stripe-webhooks-AbCdEf"
# CloudFront's quota for one origin request policy.
MOST_HEADERS: Final = 10
WITH_STRIPE: Final = f"""
import dataclasses, sys
from pathlib import Path
from deploy.app import build
from deploy.settings import COMPUTES, STAGING, StripeSecrets
settings = dataclasses.replace(STAGING, stripe=StripeSecrets("{KEY}", "{WEBHOOKS}"))
for compute in COMPUTES:
    build(settings, compute, outdir=Path(sys.argv[1], f"staging-{{compute}}")).synth()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stripe")
    done = run_in_deploy_environment("-c", WITH_STRIPE, str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(params=COMPUTES)
def paid(request: pytest.FixtureRequest, folder: Path) -> Template:
    return load("staging", request.param, folder)


def given(template: Template) -> list[dict[str, Any]]:
    """Variables and secrets of each container."""
    services = [
        service["SourceConfiguration"]["ImageRepository"]["ImageConfiguration"]
        for service in template.all("AppRunner::Service")
    ]
    tasks = [task["ContainerDefinitions"][0] for task in template.all("ECS::TaskDefinition")]
    return [
        {
            one["Name"]: one["Value"]
            for one in [*image["RuntimeEnvironmentVariables"], *image["RuntimeEnvironmentSecrets"]]
        }
        for image in services
    ] + [
        {one["Name"]: one["Value"] for one in task["Environment"]}
        | {one["Name"]: one["ValueFrom"] for one in task["Secrets"]}
        for task in tasks
    ]


def test_every_container_takes_payments_by_stripe(paid: Template) -> None:
    environments = given(paid)

    assert len(environments) == 7  # web, four workers, migration, management
    for environment in environments:
        assert environment["PAYMENT_GATEWAY"] == "stripe"
        assert environment["STRIPE_SECRET_KEY"] == KEY
        assert environment["STRIPE_WEBHOOK_SECRETS"] == WEBHOOKS


def test_whoever_starts_containers_may_read_these_two(paid: Template) -> None:
    readers = [
        statement
        for kind in ("IAM::Policy", "IAM::ManagedPolicy")
        for policy in paid.all(kind)
        for statement in policy["PolicyDocument"]["Statement"]
        if KEY in str(statement["Resource"])
    ]

    assert readers
    assert all(WEBHOOKS in str(statement["Resource"]) for statement in readers)
    assert all("secretsmanager:GetSecretValue" in str(statement["Action"]) for statement in readers)


def test_signature_of_webhooks_gets_through_the_distribution(paid: Template) -> None:
    (forwarded,) = (
        policy["OriginRequestPolicyConfig"]["HeadersConfig"]["Headers"]
        for policy in paid.all("CloudFront::OriginRequestPolicy")
        if policy["OriginRequestPolicyConfig"]["Name"].endswith("person")
    )

    assert "Stripe-Signature" in forwarded
    assert len(forwarded) <= MOST_HEADERS


def test_no_environment_takes_payments_unless_somebody_wants_it(template: Template) -> None:
    assert {settings.stripe for settings in ENVIRONMENTS.values()} == {None}
    assert "STRIPE" not in str(given(template))
