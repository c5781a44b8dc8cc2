"""CloudFront: one distribution before three origins."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import aws_cdk as cdk
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.edge.firewall import EdgeFirewall
from deploy.stack.edge.names import Names
from deploy.stack.edge.policies import Policies
from deploy.stack.outputs import tell

HERE: Final = Path(__file__).parent
# Pages that are the same for everyone (`catalog/site/public.py`) and the documents of the API (`catalog/api/views.py`).
FOR_EVERYONE: Final = (
    *("/", "/products/*", "/categories/*", "/collections/*"),
    *("/api/v1/products/*", "/api/v1/categories/*", "/api/v1/collections/*"),
)
# What programs with a key ask (`accounts/programs`).
FOR_PROGRAMS: Final = "/api/v1/merchant/*"
SECURE: Final = cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS


class Edge(Construct):
    """`/assets/*` is S3, `/static/*` is Amplify, everything else is Django.

    What is not known to be the same for everyone is not cached: a path that is forgotten here is slow, not wrong.
    """

    def __init__(
        self, scope: Construct, settings: Settings, names: Names, firewall: EdgeFirewall, logs: s3.IBucket
    ) -> None:
        super().__init__(scope, "Edge")
        self._names, self._firewall, self._logs = names, firewall, logs
        self._policies = Policies(self, settings)
        self._strip = self._function("StripAssets", "strip_assets.js")
        self._apex = self._function("LeadToApex", "lead_to_apex.js")

    def distribute(
        self, *, assets: s3.IBucket, static: cloudfront.IOrigin, django: cloudfront.IOrigin
    ) -> cloudfront.Distribution:
        """Make the distribution and lead the shop's names to it."""
        pages = {path: self._page(django) for path in FOR_EVERYONE}
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=self._names.apex,
            domain_names=[self._names.apex, self._names.www],
            certificate=self._names.certificate,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            web_acl_id=self._firewall.acl.attr_arn,
            enable_logging=True,
            log_bucket=self._logs,
            log_file_prefix="edge/",
            log_includes_cookies=False,
            publish_additional_metrics=True,  # the cache's hit rate is one of them
            default_behavior=cloudfront.BehaviorOptions(**self._personal(django)),
            additional_behaviors={
                "/assets/*": cloudfront.BehaviorOptions(**self._assets(assets)),
                "/static/*": cloudfront.BehaviorOptions(**self._static(static)),
                FOR_PROGRAMS: cloudfront.BehaviorOptions(**self._programs(django)),
                **{path: cloudfront.BehaviorOptions(**page) for path, page in pages.items()},
            },
            # An origin that is down is asked again at once rather than declared down for ten seconds.
            error_responses=[
                cloudfront.ErrorResponse(http_status=status, ttl=cdk.Duration.seconds(0))
                for status in (500, 502, 503, 504)
            ],
        )
        self._names.lead_to(distribution)
        tell(self, "DistributionId", distribution.distribution_id)
        return distribution

    def _personal(self, django: cloudfront.IOrigin) -> Mapping[str, Any]:
        return {
            "origin": django,
            "viewer_protocol_policy": SECURE,
            "allowed_methods": cloudfront.AllowedMethods.ALLOW_ALL,
            "cache_policy": cloudfront.CachePolicy.CACHING_DISABLED,
            "origin_request_policy": self._policies.person,
            "response_headers_policy": self._policies.pages,
            "function_associations": [_before(self._apex)],
        }

    def _programs(self, django: cloudfront.IOrigin) -> Mapping[str, Any]:
        return {**self._personal(django), "cache_policy": self._policies.program, "compress": False}

    def _page(self, django: cloudfront.IOrigin) -> Mapping[str, Any]:
        return {
            **self._personal(django),
            "allowed_methods": cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
            "cache_policy": self._policies.page,
            "origin_request_policy": self._policies.anonymous,
        }

    def _assets(self, bucket: s3.IBucket) -> Mapping[str, Any]:
        """Models are compressed inside, and ranges of them are asked for: neither goes with compressing them again."""
        return {
            "origin": origins.S3BucketOrigin.with_origin_access_control(bucket),
            "viewer_protocol_policy": SECURE,
            "allowed_methods": cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
            "cache_policy": self._policies.models_for_ever,
            "response_headers_policy": self._policies.models,
            "function_associations": [_before(self._strip)],
            "compress": False,
        }

    def _static(self, origin: cloudfront.IOrigin) -> Mapping[str, Any]:
        return {
            "origin": origin,
            "viewer_protocol_policy": SECURE,
            "allowed_methods": cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
            "cache_policy": self._policies.for_ever,
            "response_headers_policy": self._policies.static,
        }

    def _function(self, name: str, file: str) -> cloudfront.Function:
        return cloudfront.Function(
            self,
            name,
            code=cloudfront.FunctionCode.from_inline((HERE / file).read_text()),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )


def _before(function: cloudfront.IFunction) -> cloudfront.FunctionAssociation:
    return cloudfront.FunctionAssociation(
        function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
    )
