"""What differs between the environments on AWS. Whoever runs a shop of their own edits this file and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Compute = Literal["apprunner", "fargate"]
COMPUTES: Final[tuple[Compute, ...]] = ("apprunner", "fargate")
# Certificates, the firewall and budgets of CloudFront live here, so everything does: no references across regions.
REGION: Final = "us-east-1"


@dataclass(frozen=True)
class DatabaseSize:
    """PostgreSQL. Storage grows by itself from `storage_gib` up to `most_storage_gib`."""

    instance_type: str  # class without "db."
    storage_gib: int
    most_storage_gib: int
    is_multi_az: bool
    backup_days: int


@dataclass(frozen=True)
class CacheSize:
    """Valkey: one node, and `replicas` more in other zones that take over."""

    node_type: str
    replicas: int


@dataclass(frozen=True)
class WebSize:
    """One web instance in CPU units (1024 are a core) and MiB, how many of them, and requests at once in each."""

    cpu: int
    memory_mib: int
    fewest: int
    most: int
    concurrency: int


@dataclass(frozen=True)
class WorkerSize:
    """One worker in CPU units and MiB, and how many of them."""

    cpu: int
    memory_mib: int
    fewest: int
    most: int


@dataclass(frozen=True)
class StripeSecrets:
    """Where Secrets Manager keeps what Stripe gave, each as plain text: the API key, and the webhook secrets, comma between."""

    api_key_arn: str
    webhook_secrets_arn: str


@dataclass(frozen=True)
class Settings:
    """One environment. `email` hears of alarms and costs; budgets are US dollars a month.

    `recovery_vault_arn` is a vault of AWS Backup in another region that gets a copy of every daily backup
    (deploy/runbooks/region-loss.md makes one). `is_traced` has programs send a trace of each request to X-Ray,
    which charges for each. Without `stripe` the checkout is closed. `payment_capture` says when money is taken: `at_once`,
    or `when_shipped`, until which it is authorised alone. `currency` and `country` are ISO codes: what the shop sells in, and
    where it is at home; `time_zone` is that by which invoices are dated. So many `unpaid_orders_per_client` may wait for their
    payment at once (0: any number): raise it where a server of yours orders for all of its customers from one address.
    """

    environment: str
    domain: str
    email: str
    zones: tuple[str, ...]
    nat_gateways: int
    database: DatabaseSize
    cache: CacheSize
    web: WebSize
    orders_worker: WorkerSize
    uploads_worker: WorkerSize
    conversion_worker: WorkerSize
    search_worker: WorkerSize
    log_days: int
    requests_per_five_minutes: int  # from one address, before it is turned away
    budget_dollars: int
    anomaly_dollars: int
    recovery_vault_arn: str | None = None
    is_traced: bool = False
    stripe: StripeSecrets | None = None
    payment_capture: Literal["at_once", "when_shipped"] = "at_once"
    currency: str = "EUR"
    country: str = "AT"
    prices_include_tax: bool = True
    time_zone: str = "UTC"
    unpaid_orders_per_client: int = 20


STAGING: Final = Settings(
    environment="staging",
    domain="staging.vitrine.example",
    email="operations@vitrine.example",
    zones=("us-east-1a", "us-east-1b"),
    nat_gateways=1,
    database=DatabaseSize("t4g.small", 20, 100, is_multi_az=False, backup_days=7),
    cache=CacheSize("cache.t4g.micro", replicas=0),
    web=WebSize(1024, 2048, fewest=1, most=2, concurrency=50),
    orders_worker=WorkerSize(256, 1024, fewest=1, most=1),
    uploads_worker=WorkerSize(256, 1024, fewest=1, most=1),
    conversion_worker=WorkerSize(2048, 8192, fewest=0, most=2),
    search_worker=WorkerSize(2048, 8192, fewest=0, most=1),
    log_days=365,
    requests_per_five_minutes=2000,
    budget_dollars=250,
    anomaly_dollars=25,
)

PRODUCTION: Final = Settings(
    environment="production",
    domain="vitrine.example",
    email="operations@vitrine.example",
    zones=("us-east-1a", "us-east-1b", "us-east-1c"),
    nat_gateways=2,
    database=DatabaseSize("m7g.large", 100, 1000, is_multi_az=True, backup_days=35),
    cache=CacheSize("cache.m7g.large", replicas=1),
    web=WebSize(1024, 2048, fewest=2, most=25, concurrency=80),
    orders_worker=WorkerSize(512, 1024, fewest=2, most=4),
    uploads_worker=WorkerSize(512, 1024, fewest=1, most=4),
    conversion_worker=WorkerSize(4096, 16384, fewest=1, most=20),
    search_worker=WorkerSize(4096, 16384, fewest=0, most=10),
    log_days=365,
    requests_per_five_minutes=2000,
    budget_dollars=1250,
    anomaly_dollars=50,
)

ENVIRONMENTS: Final[Mapping[str, Settings]] = MappingProxyType(
    {settings.environment: settings for settings in (STAGING, PRODUCTION)}
)
