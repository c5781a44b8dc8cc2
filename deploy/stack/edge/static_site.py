"""Amplify Hosting: the collected static files, published by `deploy.publish_static` without a repository."""

from __future__ import annotations

from aws_cdk import aws_amplify as amplify
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.outputs import tell

BRANCH = "main"


class StaticSite(Construct):
    """An app with one branch. Its files carry their content's hash in their names, so old pages keep finding theirs."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        super().__init__(scope, "StaticSite")
        self.app = amplify.CfnApp(
            self,
            "App",
            name=f"vitrine-{settings.environment}",
            description="The static files of the shop, behind CloudFront",
            platform="WEB",
        )
        self.branch = amplify.CfnBranch(
            self,
            "Branch",
            app_id=self.app.attr_app_id,
            branch_name=BRANCH,
            stage="PRODUCTION" if settings.environment == "production" else "BETA",
            enable_auto_build=False,
            enable_pull_request_preview=False,
        )
        tell(self, "AmplifyApp", self.app.attr_app_id)
        tell(self, "AmplifyBranch", BRANCH)

    def origin(self) -> cloudfront.IOrigin:
        """The branch as CloudFront sees it."""
        return origins.HttpOrigin(
            f"{BRANCH}.{self.app.attr_default_domain}",
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
        )
