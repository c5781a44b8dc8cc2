"""The part of a template that moves data, deployed into the AWS emulator by the emulator's CloudFormation."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3

from tests.deploy.stack.templates import Template

# Constructs whose resources are deployed. The rest of the template (network, compute, edge, operations) has no part
# in how an upload becomes a task; the function that purges CloudFront needs a distribution, which is left out with it.
PARTS: Final = ("DataKey", "DataQueues", "DataMirror", "DataBuckets", "FunctionsUpload", "LogsUpload")
# The policy of the assets names the distribution.
LEFT_OUT: Final = ("AWS::S3::BucketPolicy",)
ACCOUNT: Final = "000000000000"
# Every process of a test run has one of its own.
STACK: Final = f"vitrine-data-plane-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
PATIENCE_SECONDS: Final = 60


@dataclass(frozen=True)
class DataPlane:
    """What CloudFormation made: logical id -> the name or address by which the service knows it."""

    endpoint_url: str
    resources: Mapping[str, str]

    def find(self, start: str) -> str:
        """The one resource whose logical id is `start` followed by CDK's hash."""
        found = [name for logical_id, name in self.resources.items() if logical_id[:-8] == start]
        assert len(found) == 1, (start, found)
        return found[0]

    def environment(self) -> dict[str, str]:
        """How the shop's programs find it."""
        queues = ("Orders", "Mirror", "Uploads", "Conversion", "Search")
        return {
            "UPLOADS_BUCKET": self.find("DataBucketsUploads"),
            "ASSETS_BUCKET": self.find("DataBucketsAssets"),
            "MIRROR_TABLE": self.find("DataMirrorTable"),
            **{f"{queue.upper()}_QUEUE_URL": self.find(f"DataQueues{queue}") for queue in queues},
        }


def deploy(template: Template, endpoint_url: str) -> DataPlane:
    """Deploy it as `cdk deploy` would: first the functions' code, then the stack. Fails with the stack's own words."""
    resources = dict(_chosen(template))
    session = boto3.session.Session("test", "test", region_name="us-east-1")
    for resource in resources.values():
        if resource["Type"] == "AWS::Lambda::Function":
            _publish(session, endpoint_url, template.folder, resource["Properties"]["Code"])
    formation: Any = session.client("cloudformation", endpoint_url=endpoint_url)
    formation.create_stack(
        StackName=STACK,
        TemplateBody=json.dumps({"Resources": resources}),
        Capabilities=["CAPABILITY_IAM"],
    )
    _await(formation)
    made = formation.describe_stack_resources(StackName=STACK)["StackResources"]
    return DataPlane(endpoint_url, {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in made})


def _chosen(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in template.resources.items():
        if name.startswith(PARTS) and resource["Type"] not in LEFT_OUT:
            yield name, {key: resource[key] for key in ("Type", "Properties", "DependsOn") if key in resource}


def _publish(
    session: boto3.session.Session, endpoint_url: str, folder: Path, code: Mapping[str, Any]
) -> None:
    """Put the functions' code where the template expects it, as CDK's command line does."""
    (asset,) = folder.glob("asset.*")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packing:
        for file in sorted(asset.rglob("*.py")):
            packing.write(file, file.relative_to(asset))
    bucket = str(code["S3Bucket"]["Fn::Sub"]).replace("${AWS::AccountId}", ACCOUNT)
    s3 = session.client("s3", endpoint_url=endpoint_url)
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=code["S3Key"], Body=archive.getvalue())


def _await(formation: Any) -> None:  # noqa: ANN401  # its types are not installed
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (stack := formation.describe_stacks(StackName=STACK)["Stacks"][0])["StackStatus"].endswith(
        "IN_PROGRESS"
    ):
        assert time.monotonic() < deadline, "CloudFormation does not come to an end"
        time.sleep(0.2)
    reasons = [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
        for event in formation.describe_stack_events(StackName=STACK)["StackEvents"]
        if "FAILED" in event["ResourceStatus"]
    ]
    assert (stack["StackStatus"], reasons) == ("CREATE_COMPLETE", [])
