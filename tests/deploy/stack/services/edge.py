"""What the world sees: names, CloudFront, the firewall, static files."""

from __future__ import annotations

from tests.deploy.stack.templates import Template, mentions

# What is the same for everyone.
PAGES = (
    *("/", "/products/*", "/categories/*", "/collections/*"),
    *("/api/v1/products/*", "/api/v1/categories/*", "/api/v1/collections/*"),
)
# What is asked with a key.
PROGRAMS = "/api/v1/merchant/*"


def route_53(template: Template) -> None:
    domain = template.settings.domain
    records = {(record["Name"], record["Type"]) for record in template.all("Route53::RecordSet")}

    assert records == {(f"{name}.", kind) for name in (domain, f"www.{domain}") for kind in ("A", "AAAA")}
    for record in template.all("Route53::RecordSet"):
        assert mentions(record["AliasTarget"], template.id_of("CloudFront::Distribution"))
        assert record["HostedZoneId"] == {"Ref": "HostedZoneId"}


def acm(template: Template) -> None:
    domain = template.settings.domain
    certificate = template.one("CertificateManager::Certificate")
    viewer = template.one("CloudFront::Distribution")["DistributionConfig"]["ViewerCertificate"]

    assert (certificate["DomainName"], certificate["SubjectAlternativeNames"]) == (domain, [f"www.{domain}"])
    assert certificate["ValidationMethod"] == "DNS"
    assert viewer["AcmCertificateArn"] == {"Ref": template.id_of("CertificateManager::Certificate")}
    assert viewer["MinimumProtocolVersion"] == "TLSv1.2_2021"


def cloudfront(template: Template) -> None:
    config = template.one("CloudFront::Distribution")["DistributionConfig"]
    origins = {origin["Id"]: origin for origin in config["Origins"]}
    by_path = {behaviour["PathPattern"]: behaviour for behaviour in config["CacheBehaviors"]}
    django = config["DefaultCacheBehavior"]["TargetOriginId"]

    assert len(origins) == 3
    assert set(by_path) == {"/assets/*", "/static/*", PROGRAMS, *PAGES}
    assert "OriginAccessControlId" in origins[by_path["/assets/*"]["TargetOriginId"]]
    assert mentions(origins[by_path["/static/*"]["TargetOriginId"]], "DefaultDomain")
    for path in PAGES:
        assert by_path[path]["TargetOriginId"] == django
        assert {"POST", "PUT"}.isdisjoint(by_path[path]["AllowedMethods"])
    assert "POST" in config["DefaultCacheBehavior"]["AllowedMethods"]
    assert by_path[PROGRAMS]["TargetOriginId"] == django
    assert "PATCH" in by_path[PROGRAMS]["AllowedMethods"]
    assert mentions(by_path[PROGRAMS]["CachePolicyId"], "Program")
    # AWS's own policy "CachingDisabled".
    assert config["DefaultCacheBehavior"]["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert by_path["/assets/*"]["Compress"] is False
    assert mentions(template.one("CloudFront::MonitoringSubscription"), "Enabled")  # tells the hit rate
    assert mentions(config["WebACLId"], template.id_of("WAFv2::WebACL", "Edge"))


def cache_policies(template: Template) -> None:
    policies = {
        policy["CachePolicyConfig"]["Name"].rsplit("-", 1)[1]: policy["CachePolicyConfig"]
        for policy in template.all("CloudFront::CachePolicy")
    }
    keys = {name: policy["ParametersInCacheKeyAndForwardedToOrigin"] for name, policy in policies.items()}

    assert all(key["CookiesConfig"] == {"CookieBehavior": "none"} for key in keys.values())
    assert (policies["page"]["DefaultTTL"], policies["page"]["MaxTTL"]) == (0, 300)
    assert keys["page"]["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    # Keys of programs reach the shop, which forbids to keep what they are answered.
    assert keys["program"]["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["Authorization"]}
    assert (policies["program"]["DefaultTTL"], policies["program"]["MaxTTL"]) == (0, 1)
    assert policies["forever"]["DefaultTTL"] == policies["models"]["DefaultTTL"] == 365 * 24 * 3600
    anonymous = next(
        policy["OriginRequestPolicyConfig"]
        for policy in template.all("CloudFront::OriginRequestPolicy")
        if policy["OriginRequestPolicyConfig"]["Name"].endswith("anonymous")
    )
    assert anonymous["CookiesConfig"] == {"CookieBehavior": "none"}


def response_headers(template: Template) -> None:
    configs = {
        policy["ResponseHeadersPolicyConfig"]["Name"].rsplit("-", 1)[1]: policy["ResponseHeadersPolicyConfig"]
        for policy in template.all("CloudFront::ResponseHeadersPolicy")
    }
    custom = {
        name: {item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]}
        for name, config in configs.items()
    }

    assert custom["models"]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert configs["models"]["CorsConfig"]["AccessControlAllowOrigins"] == {"Items": ["*"]}
    assert "Content-Length" in configs["models"]["CorsConfig"]["AccessControlExposeHeaders"]["Items"]
    assert custom["static"]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cache-Control" not in custom["pages"]
    for config in configs.values():
        security = config["SecurityHeadersConfig"]
        assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 365 * 24 * 3600
        assert security["ContentTypeOptions"] == {"Override": True}


def amplify(template: Template) -> None:
    app, branch = template.one("Amplify::App"), template.one("Amplify::Branch")

    assert (app["Platform"], "Repository" in app) == ("WEB", False)
    assert branch["BranchName"] == "main"
    assert branch["EnableAutoBuild"] is False


def waf(template: Template) -> None:
    acl = template.named("WAFv2::WebACL")[template.id_of("WAFv2::WebACL", "Edge")]
    rules = {rule["Name"]: rule for rule in acl["Rules"]}

    assert acl["Scope"] == "CLOUDFRONT"
    assert rules["Rate"]["Statement"]["RateBasedStatement"]["Limit"] == (
        template.settings.requests_per_five_minutes
    )
    assert {name for name in rules if name.startswith("AWSManagedRules")} == {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    }
    assert len(template.all("WAFv2::LoggingConfiguration")) == len(template.all("WAFv2::WebACL"))
