"""Route 53 and ACM: the shop's names and the certificate for them."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from constructs import Construct

from deploy.settings import Settings


class Names(Construct):
    """The apex and www of the environment's domain. The hosted zone is older than the shop, so it is a parameter."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        super().__init__(scope, "Names")
        self.apex, self.www = settings.domain, f"www.{settings.domain}"
        parameter = cdk.CfnParameter(
            self,
            "HostedZoneId",
            allowed_pattern="Z[0-9A-Z]+",
            description=f"The Route 53 zone that answers for {settings.domain}",
        )
        parameter.override_logical_id("HostedZoneId")
        self._zone = route53.HostedZone.from_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=parameter.value_as_string, zone_name=settings.domain
        )
        self.certificate = acm.Certificate(
            self,
            "Certificate",
            domain_name=self.apex,
            subject_alternative_names=[self.www],
            validation=acm.CertificateValidation.from_dns(self._zone),
        )

    def lead_to(self, distribution: cloudfront.IDistribution) -> None:
        """Have both names answer with the distribution, over IPv4 and IPv6."""
        target = route53.RecordTarget.from_alias(targets.CloudFrontTarget(distribution))
        for label, name in (("Apex", self.apex), ("Www", self.www)):
            route53.ARecord(self, f"{label}A", zone=self._zone, record_name=f"{name}.", target=target)
            route53.AaaaRecord(self, f"{label}Aaaa", zone=self._zone, record_name=f"{name}.", target=target)
