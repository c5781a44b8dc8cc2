"""What CloudFront shows to App Runner's public address, so that nobody goes round the firewall."""

from __future__ import annotations

import json
from typing import Final, Literal

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

HEADER: Final = "X-Origin-Verify"
LENGTH: Final = 64


class OriginSecret(Construct):
    """A secret with two values: `current`, and `previous`, which stays valid while CloudFront learns the new one.

    CloudFormation fetches a secret when it changes the resource that names it, so the version to show is a parameter:
    to deploy with a new one is what carries it to CloudFront and into the firewall.
    """

    def __init__(self, scope: Construct, key: kms.IKey) -> None:
        super().__init__(scope, "OriginSecret")
        self.secret = secretsmanager.Secret(
            self,
            "Secret",
            description="What CloudFront shows to the web containers: current, and previous while it changes",
            encryption_key=key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=json.dumps({"previous": ""}),
                generate_string_key="current",
                password_length=LENGTH,
                exclude_punctuation=True,
            ),
        )
        self._version = cdk.CfnParameter(
            self,
            "OriginVersion",
            default="",
            allowed_pattern="[0-9a-fA-F-]*",
            description="Version id of the origin secret to show; empty for its first",
        )
        self._version.override_logical_id("OriginVersion")
        self._was_rotated = cdk.CfnCondition(
            self,
            "WasRotated",
            expression=cdk.Fn.condition_not(cdk.Fn.condition_equals(self._version, "")),
        )

    @property
    def current(self) -> str:
        """Reference to the value that CloudFront sends."""
        return self._field("current")

    @property
    def previous(self) -> str:
        """Reference to the value that CloudFront sent before; the present one as long as there was none."""
        return cdk.Fn.condition_if(
            self._was_rotated.logical_id, self._field("previous"), self._field("current")
        ).to_string()

    def _field(self, field: Literal["current", "previous"]) -> str:
        reference = "{{resolve:secretsmanager:${Secret}:SecretString:" + field + "::${Version}}}"
        return cdk.Fn.sub(
            reference, {"Secret": self.secret.secret_arn, "Version": self._version.value_as_string}
        )
