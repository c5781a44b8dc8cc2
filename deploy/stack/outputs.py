"""What a person or a script needs to know of the finished stack."""

from __future__ import annotations

import aws_cdk as cdk
from constructs import Construct


def tell(scope: Construct, name: str, value: str) -> None:
    """Have the stack tell `value` under exactly this name."""
    cdk.CfnOutput(scope, name, value=value).override_logical_id(name)
