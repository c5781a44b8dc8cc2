"""The environment variables by which the shop finds its services: one contract, here and on AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

UPLOADS_BUCKET: Final = "vitrine-uploads"
ASSETS_BUCKET: Final = "vitrine-assets"
MIRROR_TABLE: Final = "vitrine-mirror"
# Queue -> the variable that holds its address.
QUEUES: Final[Mapping[str, str]] = {
    "vitrine-orders": "ORDERS_QUEUE_URL",
    "vitrine-mirror": "MIRROR_QUEUE_URL",
    "vitrine-uploads": "UPLOADS_QUEUE_URL",
    "vitrine-conversion": "CONVERSION_QUEUE_URL",
    "vitrine-search": "SEARCH_QUEUE_URL",
}


@dataclass(frozen=True)
class Endpoints:
    """Where the three services listen, as URLs."""

    database_url: str
    redis_url: str
    aws_endpoint_url: str


@dataclass(frozen=True)
class Site:
    """What the web process is told about itself. `settings` is a Python module path; e-mails become files in `mail`."""

    settings: str
    secret_key: str
    mail: Path
    port: int = 8000

    @property
    def url(self) -> str:
        """The address that people open."""
        return f"http://127.0.0.1:{self.port}"


def shop_environment(
    inherited: Mapping[str, str], endpoints: Endpoints, queue_urls: Mapping[str, str], site: Site
) -> dict[str, str]:
    """Return the environment for the shop's programs.

    The services' addresses are set; everything about the site keeps a value that is inherited already.
    """
    addresses = {
        "DATABASE_URL": endpoints.database_url,
        "REDIS_URL": endpoints.redis_url,
        "AWS_ENDPOINT_URL": endpoints.aws_endpoint_url,
        "UPLOADS_BUCKET": UPLOADS_BUCKET,
        "ASSETS_BUCKET": ASSETS_BUCKET,
        "ASSETS_BASE_URL": f"{endpoints.aws_endpoint_url}/{ASSETS_BUCKET}",
        "MIRROR_TABLE": MIRROR_TABLE,
        **{variable: queue_urls[queue] for queue, variable in QUEUES.items()},
    }
    defaults = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DJANGO_SETTINGS_MODULE": site.settings,
        "SECRET_KEY": site.secret_key,
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "PORT": str(site.port),
        "SITE_URL": site.url,
        "PAYMENT_GATEWAY": "local",
        "EMAIL_URL": f"folder://{site.mail}",
        "EMAIL_FROM": "Vitrine <orders@vitrine.test>",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **inherited, **addresses}
