"""What the containers find in their environment: exactly the names that `config/settings` reads in production."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import aws_secretsmanager as secretsmanager

from deploy.settings import REGION, Settings
from deploy.stack.data import Data
from deploy.stack.data.queues import VISIBILITY_SECONDS
from deploy.stack.edge.origin_secret import OriginSecret


@dataclass(frozen=True)
class ContainerEnvironment:
    """Plain variables, and variables whose values the platform fetches from secrets when a container starts.

    `read_later` are the secrets that programs read themselves, again and again, so that they may change meanwhile.
    """

    variables: Mapping[str, str]
    secrets: Mapping[str, secretsmanager.ISecret]
    read_later: tuple[str, ...]

    @property
    def is_traced(self) -> bool:
        """Whether programs send traces, and so need a collector beside them."""
        return self.variables["TRACING"] == "xray"


def container_environment(
    settings: Settings, data: Data, origin: OriginSecret | None
) -> ContainerEnvironment:
    """The environment of web containers, workers and migrations, which all read the same settings.

    App Runner has a public address, so requests prove where they come from; the balancer of Fargate has none, and
    without an `origin` secret nothing is proved.
    """
    protection = {"ORIGIN_SECRET_ARN": origin.secret.secret_arn} if origin else {"BEHIND_DISTRIBUTION": "yes"}
    read_later = [data.database.secret_arn, *([origin.secret.secret_arn] if origin else [])]
    addresses = {
        f"{queue.upper()}_QUEUE_URL": data.queues.alive[queue].queue_url for queue in VISIBILITY_SECONDS
    }
    return ContainerEnvironment(
        variables={
            **_shop(settings),
            "DATABASE_URL": data.database.url,
            "DATABASE_SECRET_ARN": data.database.secret_arn,
            "AWS_DEFAULT_REGION": REGION,
            "UPLOADS_BUCKET": data.buckets.uploads.bucket_name,
            "ASSETS_BUCKET": data.buckets.assets.bucket_name,
            "MIRROR_TABLE": data.mirror.table.table_name,
            "LOG_LEVEL": "INFO",
            "METRICS_NAMESPACE": metrics_namespace(settings),
            "TRACING": "xray" if settings.is_traced else "off",
            **addresses,
            **protection,
        },
        secrets={
            "SECRET_KEY": data.secrets.django,
            "REDIS_URL": data.cache.url,
            **(data.secrets.of_stripe(settings.stripe) if settings.stripe else {}),
        },
        read_later=tuple(read_later),
    )


def _shop(settings: Settings) -> dict[str, str]:
    """What is the same whatever the shop runs on."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "ALLOWED_HOSTS": settings.domain,
        "SITE_URL": f"https://{settings.domain}",
        "ASSETS_BASE_URL": f"https://{settings.domain}/assets",
        "EMAIL_URL": "ses://",
        "EMAIL_FROM": f"Vitrine <orders@{settings.domain}>",
        "PAYMENT_GATEWAY": "stripe" if settings.stripe else "closed",
        "PAYMENT_CAPTURE": settings.payment_capture,
        "SHOP_CURRENCY": settings.currency,
        "SHOP_COUNTRY": settings.country,
        "UNPAID_ORDERS_PER_CLIENT": str(settings.unpaid_orders_per_client),
        "PRICES_INCLUDE_TAX": "yes" if settings.prices_include_tax else "no",
        "TIME_ZONE": settings.time_zone,
    }


def metrics_namespace(settings: Settings) -> str:
    """Under which CloudWatch keeps what the containers measure."""
    return f"Vitrine/{settings.environment}"
