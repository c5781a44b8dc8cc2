"""ECR: the two images of the shop, each kept under the git commit it was built from."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_kms as kms
from constructs import Construct

from deploy.stack.outputs import tell

KEPT_IMAGES = 30


class Registry(Construct):
    """Repositories for `web` and `worker`, scanned on arrival. A tag never changes what it means.

    Which commit runs is a parameter of the stack, so that a release is a deployment with another one.
    """

    def __init__(self, scope: Construct, key: kms.IKey) -> None:
        super().__init__(scope, "Registry")
        self._key = key
        self.web = self._repository("Web")
        self.worker = self._repository("Worker")

    def add_tag(self, name: str, description: str) -> str:
        """Declare a parameter that names a commit; return a reference to its value."""
        parameter = cdk.CfnParameter(self, name, allowed_pattern="[0-9a-f]{7,40}", description=description)
        parameter.override_logical_id(name)
        return parameter.value_as_string

    def _repository(self, name: str) -> ecr.Repository:
        repository = ecr.Repository(
            self,
            name,
            encryption=ecr.RepositoryEncryption.KMS,
            encryption_key=self._key,
            image_scan_on_push=True,
            image_tag_mutability=ecr.TagMutability.IMMUTABLE,
            lifecycle_rules=[ecr.LifecycleRule(max_image_count=KEPT_IMAGES)],
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        tell(self, f"{name}Repository", repository.repository_uri)
        return repository
