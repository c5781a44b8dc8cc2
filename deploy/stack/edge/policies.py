"""CloudFront's policies: what a cached answer depends on, what the origin hears, and what is said to browsers."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from deploy.settings import Settings

YEAR = cdk.Duration.days(365)
# The viewer's address as CloudFront saw it, which nobody can put there but CloudFront.
VIEWER = "CloudFront-Viewer-Address"
IMMUTABLE = "public, max-age=31536000, immutable"


class Policies(Construct):
    """One policy for each way in which paths differ."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        super().__init__(scope, "Policies")
        self._environment = settings.environment
        self.for_ever = self._cache("ForEver", default=YEAR, longest=YEAR, is_compressed=True)
        # One copy of a model, not one for each way of compressing it.
        self.models_for_ever = self._cache("Models", default=YEAR, longest=YEAR, is_compressed=False)
        # The pages say how long: a minute, and for ten more the old one while a new one is fetched. They are
        # the same for everyone, so neither cookies nor headers are part of the key.
        self.page = self._cache(
            "Page",
            default=cdk.Duration.seconds(0),
            longest=cdk.Duration.minutes(5),
            is_compressed=True,
            queries=cloudfront.CacheQueryStringBehavior.all(),
        )
        # CloudFront hands the key of a program on only where it tells copies apart by it. What a program is answered says that
        # it must not be kept, so there are no copies.
        self.program = self._cache(
            "Program",
            default=cdk.Duration.seconds(0),
            longest=cdk.Duration.seconds(1),
            is_compressed=False,
            queries=cloudfront.CacheQueryStringBehavior.all(),
            headers=cloudfront.CacheHeaderBehavior.allow_list("Authorization"),
        )
        self.anonymous, self.person = self._anonymous(), self._person()
        self.models = self._models()
        self.static = self._headers("Static", cache_control=IMMUTABLE)
        self.pages = self._headers("Pages", cache_control=None)

    def _anonymous(self) -> cloudfront.OriginRequestPolicy:
        # Who asks for a page for everyone is not told to the origin, so no answer can depend on it.
        return cloudfront.OriginRequestPolicy(
            self,
            "Anonymous",
            origin_request_policy_name=self._name("anonymous"),
            cookie_behavior=cloudfront.OriginRequestCookieBehavior.none(),
            header_behavior=cloudfront.OriginRequestHeaderBehavior.allow_list(VIEWER),
            query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.all(),
        )

    def _person(self) -> cloudfront.OriginRequestPolicy:
        return cloudfront.OriginRequestPolicy(
            self,
            "Person",
            origin_request_policy_name=self._name("person"),
            cookie_behavior=cloudfront.OriginRequestCookieBehavior.all(),
            header_behavior=cloudfront.OriginRequestHeaderBehavior.allow_list(
                VIEWER,
                "Accept",
                "Accept-Language",
                "Idempotency-Key",
                "Origin",
                "Referer",
                "Sec-Fetch-Site",
                "Stripe-Signature",
                "User-Agent",
                "X-CSRFToken",
            ),
            query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.all(),
        )

    def _cache(
        self,
        name: str,
        *,
        default: cdk.Duration,
        longest: cdk.Duration,
        is_compressed: bool,
        queries: cloudfront.CacheQueryStringBehavior | None = None,
        headers: cloudfront.CacheHeaderBehavior | None = None,
    ) -> cloudfront.CachePolicy:
        return cloudfront.CachePolicy(
            self,
            f"Cache{name}",
            cache_policy_name=self._name(name.lower()),
            default_ttl=default,
            min_ttl=cdk.Duration.seconds(0),
            max_ttl=longest,
            cookie_behavior=cloudfront.CacheCookieBehavior.none(),
            header_behavior=headers or cloudfront.CacheHeaderBehavior.none(),
            query_string_behavior=queries or cloudfront.CacheQueryStringBehavior.none(),
            enable_accept_encoding_gzip=is_compressed,
            enable_accept_encoding_brotli=is_compressed,
        )

    def _models(self) -> cloudfront.ResponseHeadersPolicy:
        """Models and posters may be shown by any page, for instance a merchant's own."""
        return cloudfront.ResponseHeadersPolicy(
            self,
            "HeadersModels",
            response_headers_policy_name=self._name("models"),
            cors_behavior=cloudfront.ResponseHeadersCorsBehavior(
                access_control_allow_credentials=False,
                access_control_allow_headers=["Range"],
                access_control_allow_methods=["GET", "HEAD"],
                access_control_allow_origins=["*"],
                access_control_expose_headers=["Content-Length", "Content-Range", "ETag"],
                access_control_max_age=cdk.Duration.days(1),
                origin_override=True,
            ),
            security_headers_behavior=_security(),
            custom_headers_behavior=_custom(
                {"Cache-Control": IMMUTABLE, "Cross-Origin-Resource-Policy": "cross-origin"}
            ),
        )

    def _headers(self, name: str, *, cache_control: str | None) -> cloudfront.ResponseHeadersPolicy:
        custom = {"Cross-Origin-Resource-Policy": "same-origin"}
        if cache_control:
            custom["Cache-Control"] = cache_control
        return cloudfront.ResponseHeadersPolicy(
            self,
            f"Headers{name}",
            response_headers_policy_name=self._name(name.lower()),
            security_headers_behavior=_security(),
            custom_headers_behavior=_custom(custom),
        )

    def _name(self, name: str) -> str:
        return f"vitrine-{self._environment}-{name}"


def _custom(headers: dict[str, str]) -> cloudfront.ResponseCustomHeadersBehavior:
    return cloudfront.ResponseCustomHeadersBehavior(
        custom_headers=[
            cloudfront.ResponseCustomHeader(header=header, value=value, override=True)
            for header, value in headers.items()
        ]
    )


def _security() -> cloudfront.ResponseSecurityHeadersBehavior:
    """What Django says of its pages (`config/settings/prod.py`), said of everything, its own words first."""
    return cloudfront.ResponseSecurityHeadersBehavior(
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=False
        ),
        frame_options=cloudfront.ResponseHeadersFrameOptions(
            frame_option=cloudfront.HeadersFrameOption.DENY, override=False
        ),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=YEAR, include_subdomains=True, preload=True, override=False
        ),
    )
