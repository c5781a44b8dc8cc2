"""S3: what merchants send, what shoppers load, and the access logs of both. None of them is public."""

from __future__ import annotations

from typing import Any, Final, cast

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from deploy.settings import Settings

INCOMING: Final = "incoming/"
RENDITIONS: Final = "renditions/"


class Buckets(Construct):
    """Uploads lie under the shop's key. Assets go through CloudFront, whose access and that key would name each other in
    a circle, so S3's own key encrypts them; they are published anyway.
    """

    def __init__(self, scope: Construct, settings: Settings, key: kms.IKey) -> None:
        super().__init__(scope, "Buckets")
        self.logs = self._bucket(
            "Logs",
            # CloudFront writes its log files as an owner of its own.
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
            lifecycle_rules=[
                s3.LifecycleRule(
                    transitions=[_after(30, s3.StorageClass.INFREQUENT_ACCESS)],
                    expiration=cdk.Duration.days(400),
                    noncurrent_version_expiration=cdk.Duration.days(1),
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
                )
            ],
        )
        self.uploads = self._uploads(settings, key)
        self.assets = self._bucket(
            "Assets",
            lifecycle_rules=[_rule(s3.StorageClass.INTELLIGENT_TIERING)],
            server_access_logs_bucket=self.logs,
            server_access_logs_prefix="assets/",
        )

    def _uploads(self, settings: Settings, key: kms.IKey) -> s3.Bucket:
        bucket = self._bucket(
            "Uploads",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            cors=[
                s3.CorsRule(
                    allowed_origins=[f"https://{settings.domain}"],
                    allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.PUT],
                    allowed_headers=["*"],
                    exposed_headers=["ETag"],
                )
            ],
            # Read again only when a recipe changes.
            lifecycle_rules=[_rule(s3.StorageClass.GLACIER_INSTANT_RETRIEVAL)],
            server_access_logs_bucket=self.logs,
            server_access_logs_prefix="uploads/",
        )
        # A rule of EventBridge chooses; the construct's own way would add a function that may do anything.
        cast("s3.CfnBucket", bucket.node.default_child).add_property_override(
            "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", value=True
        )
        return bucket

    def _bucket(self, name: str, **properties: Any) -> s3.Bucket:
        return s3.Bucket(
            self,
            name,
            **{
                "encryption": s3.BucketEncryption.S3_MANAGED,
                "block_public_access": s3.BlockPublicAccess.BLOCK_ALL,
                "object_ownership": s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
                "enforce_ssl": True,
                "versioned": True,
                "removal_policy": cdk.RemovalPolicy.RETAIN,
                **properties,
            },
        )


def _after(days: int, storage: s3.StorageClass) -> s3.Transition:
    return s3.Transition(storage_class=storage, transition_after=cdk.Duration.days(days))


def _rule(storage: s3.StorageClass) -> s3.LifecycleRule:
    """Move objects to cheaper storage after a month; forget what was replaced, and uploads that never ended."""
    return s3.LifecycleRule(
        transitions=[_after(30, storage)],
        noncurrent_version_expiration=cdk.Duration.days(30),
        abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
    )
