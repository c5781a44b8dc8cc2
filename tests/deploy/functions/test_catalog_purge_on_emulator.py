"""The whole way on the emulator: the mirror's own writer, its stream, the Lambda as deployed, the CDN's list of purges."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from django.test import override_settings
from mypy_boto3_cloudfront.type_defs import DistributionConfigTypeDef, OriginTypeDef

from catalog.mirror import table
from deploy.local.provision import provision
from deploy.local.stack import running_stack
from tests.deploy.functions.streams import CHAIR, item_of
from tests.waiting import wait_for

PROJECT = Path(__file__).resolve().parents[3]
GIVEN = {"DATABASE_URL": "postgres://not/needed", "REDIS_URL": "redis://not/needed"}
TABLE = "vitrine-mirror"


class Cloud:
    """An AWS emulator of the test's own, with the mirror's table, a distribution and the Lambda between them."""

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url
        provision(endpoint_url, site_url="http://127.0.0.1:8000")
        session = boto3.session.Session("test", "test", region_name="us-east-1")
        self.dynamodb = session.client("dynamodb", endpoint_url=endpoint_url)
        self.cloudfront = session.client("cloudfront", endpoint_url=endpoint_url)
        self.functions = session.client("lambda", endpoint_url=endpoint_url)
        self.distribution_id = self._make_distribution()
        self._deploy()

    def purged(self) -> list[set[str]]:
        """The paths of each invalidation, the oldest first."""
        listed = self.cloudfront.list_invalidations(DistributionId=self.distribution_id)
        details = [
            self.cloudfront.get_invalidation(DistributionId=self.distribution_id, Id=summary["Id"])
            for summary in listed["InvalidationList"].get("Items", [])
        ]
        details.sort(key=lambda detail: detail["Invalidation"]["CreateTime"])
        return [set(detail["Invalidation"]["InvalidationBatch"]["Paths"]["Items"]) for detail in details]

    def wait_for(self, path: str) -> set[str]:
        """Return everything purged, as soon as the path is among it."""
        wait_for(f"the purge of {path}", lambda: path in set().union(*self.purged()))
        return set().union(*self.purged())

    def _make_distribution(self) -> str:
        origin: OriginTypeDef = {"Id": "shop", "DomainName": "shop.example"}
        configuration: DistributionConfigTypeDef = {
            "CallerReference": "test",
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "shop", "ViewerProtocolPolicy": "https-only"},
            "Comment": "",
            "Enabled": True,
        }
        return self.cloudfront.create_distribution(DistributionConfig=configuration)["Distribution"]["Id"]

    def _deploy(self) -> None:
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.write(PROJECT / "deploy" / "__init__.py", "deploy/__init__.py")
            for file in (PROJECT / "deploy" / "functions").glob("*.py"):
                archive.write(file, f"deploy/functions/{file.name}")
        self.functions.create_function(
            FunctionName="vitrine-catalog-purge",
            Runtime="python3.11",
            Handler="deploy.functions.catalog_purge.handler",
            Role="arn:aws:iam::000000000000:role/vitrine-catalog-purge",
            Code={"ZipFile": code.getvalue()},
            Environment={"Variables": {"DISTRIBUTION_ID": self.distribution_id}},
            Timeout=30,
        )
        stream = self.dynamodb.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
        self.functions.create_event_source_mapping(
            EventSourceArn=stream,
            FunctionName="vitrine-catalog-purge",
            StartingPosition="TRIM_HORIZON",
            FunctionResponseTypes=["ReportBatchItemFailures"],
        )


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with running_stack(tmp_path_factory.mktemp("stack"), given=GIVEN, durable=False) as stack:
        yield Cloud(stack.endpoints.aws_endpoint_url)


@pytest.fixture
def mirrored(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """The same cloud, with the mirror's writer pointed at it."""
    # The emulator keeps apart what belongs to different access keys, and each test process has one of its own.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with override_settings(AWS_ENDPOINT_URL=cloud.endpoint_url, MIRROR_TABLE=TABLE):
        yield cloud


def test_a_change_in_the_mirror_purges_its_pages_at_the_cdn(mirrored: Cloud) -> None:
    table.put(item_of(CHAIR))

    assert mirrored.wait_for("/products/chair/") >= {"/", "/api/v1/products/chair/", "/categories/chairs/"}


def test_a_change_that_nobody_sees_purges_nothing(mirrored: Cloud) -> None:
    table.put(item_of(CHAIR))
    mirrored.wait_for("/products/chair/")
    before = len(mirrored.purged())

    table.put(item_of(replace(CHAIR, version=12)))
    table.put(item_of(replace(CHAIR, slug="lamp", version=13)))

    # The records come in order: once the lamp is purged, the chair's record has been looked at.
    assert "/products/lamp/" in mirrored.wait_for("/products/lamp/")
    assert all("/products/chair/" not in paths for paths in mirrored.purged()[before:])
