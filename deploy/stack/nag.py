"""Everything that a checker finds and that stays as it is, each finding by its place, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

import aws_cdk as cdk
from constructs import IConstruct

from deploy.settings import Settings


@dataclass(frozen=True)
class Acknowledgement:
    """A finding: where (a construct's path below the stack), which, and why it is right.

    `only_in` is the environment or the compute that it is limited to.
    """

    path: str
    finding: str
    reason: str
    only_in: str = ""


UPLOADS: Final = "AwsSolutions-IAM5[Resource::<DataBucketsUploadsE1BABA37.Arn>/incoming/*]"
ASSETS: Final = "AwsSolutions-IAM5[Resource::<DataBucketsAssetsB231A37D.Arn>/renditions/*]"
MANAGED: Final = "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/{}]"

ACKNOWLEDGEMENTS: Final = (
    Acknowledgement(
        "Data/Secrets/Django",
        "AwsSolutions-SMG4",
        "A new signing key ends all sessions unless the old one stays valid for a while; a runbook changes it.",
    ),
    Acknowledgement(
        "Data/Secrets/Cache",
        "AwsSolutions-SMG4",
        "Valkey takes a new password only together with its containers; a runbook changes it.",
    ),
    Acknowledgement(
        "Data/Secrets/CacheUrl",
        "AwsSolutions-SMG4",
        "An address made from the password above, which changes when that does.",
    ),
    Acknowledgement(
        "OriginSecret/Secret",
        "AwsSolutions-SMG4",
        "CloudFront and the firewall learn it when the stack is deployed; a runbook changes it without a gap.",
        only_in="apprunner",
    ),
    Acknowledgement(
        "Data/Database/Instance/MonitoringRole",
        MANAGED.format("AmazonRDSEnhancedMonitoringRole"),
        "RDS writes its measurements under this role; AWS keeps the policy in step with what RDS needs.",
    ),
    Acknowledgement(
        "Data/Backups/Plan/Data/Role",
        MANAGED.format("AWSBackupServiceRolePolicyForBackup"),
        "AWS Backup acts under this role; AWS keeps the policy in step with the services it can copy.",
    ),
    Acknowledgement(
        "Permissions/Web",
        UPLOADS,
        "Whoever signs uploads must be allowed them: new objects below one prefix of one bucket.",
    ),
    Acknowledgement(
        "Permissions/Worker",
        UPLOADS,
        "Workers read and throw away what merchants sent: objects below one prefix of one bucket.",
    ),
    Acknowledgement(
        "Permissions/Worker",
        ASSETS,
        "Workers store renditions under names made of their content: one prefix of one bucket.",
    ),
    Acknowledgement(
        "Permissions/Start",
        "AwsSolutions-IAM5[Resource::*]",
        "ecr:GetAuthorizationToken belongs to the account; AWS lets it be given for everything only.",
    ),
    Acknowledgement(
        "Edge/Distribution",
        "AwsSolutions-CFR1",
        "The shop sells everywhere; where it may not sell is for checkout to say.",
    ),
    Acknowledgement(
        "Workers",
        "AwsSolutions-ECS2",
        "The variables are names and addresses of this stack; everything secret comes from Secrets Manager.",
    ),
    Acknowledgement(
        "Web",
        "AwsSolutions-ECS2",
        "The same variables, where the web containers run on Fargate.",
        only_in="fargate",
    ),
    Acknowledgement(
        "Data/Database/Instance",
        "AwsSolutions-RDS3",
        "Staging may be away while its one database is repaired.",
        only_in="staging",
    ),
    Acknowledgement(
        "Data/Cache/Group",
        "AwsSolutions-AEC4",
        "Staging has one cache node; nothing depends on the cache.",
        only_in="staging",
    ),
)

# Besides, where the environment is traced.
TRACED: Final = (
    Acknowledgement(
        "Permissions/Tracing",
        "AwsSolutions-IAM5[Resource::*]",
        "X-Ray takes traces for the account as a whole; AWS lets it be given for everything only.",
    ),
)


@dataclass(frozen=True)
class Skip:
    """A check of checkov that does not fit some resources, told to it in their metadata."""

    paths: tuple[str, ...]
    check: str
    reason: str
    only_in: str = ""


SKIPS: Final = (
    Skip(
        ("Data/Buckets/Logs",),
        "CKV_AWS_18",
        "It holds the access logs; a log of what is written into it would grow by itself.",
    ),
    Skip(
        ("Functions/UploadEvent", "Functions/CatalogPurge"),
        "CKV_AWS_117",
        "They speak to SQS and CloudFront alone; in the network they could reach the database.",
    ),
    Skip(
        ("Data/Database/Instance",),
        "CKV_AWS_157",
        "Staging may be away while its one database is repaired.",
        only_in="staging",
    ),
)


def acknowledge(stack: cdk.Stack, settings: Settings, compute: str) -> None:
    """Tell both checkers what is acknowledged. Raises LookupError for a path that no longer exists."""
    places = ("", settings.environment, compute)
    for each in (*ACKNOWLEDGEMENTS, *(TRACED if settings.is_traced else ())):
        if each.only_in in places:
            cdk.Validations.of(_find(stack, each.path)).acknowledge(
                cdk.Acknowledgment(id=each.finding, reason=each.reason)
            )
    for skip in SKIPS:
        if skip.only_in in places:
            for path in skip.paths:
                resource = cast("cdk.CfnResource", _find(stack, path).node.default_child)
                resource.add_metadata("checkov", {"skip": [{"id": skip.check, "comment": skip.reason}]})


def _find(stack: cdk.Stack, path: str) -> IConstruct:
    found: IConstruct | None = stack
    for step in path.split("/"):
        found = found.node.try_find_child(step) if found else None
    if found is None:
        raise LookupError(f"{path} is acknowledged and does not exist.")
    return found
