"""Lines of a month's bill, by the names under which Cost Explorer lists services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CLOUDFRONT = "Amazon CloudFront"
WAF = "AWS WAF"
AMPLIFY = "AWS Amplify"
APPRUNNER = "AWS App Runner"
ECS = "Amazon Elastic Container Service"
BALANCING = "Amazon Elastic Load Balancing"
LAMBDA = "AWS Lambda"
DATABASE = "Amazon Relational Database Service"
CACHE = "Amazon ElastiCache"
MIRROR = "Amazon DynamoDB"
OBJECTS = "Amazon Simple Storage Service"
BACKUP = "AWS Backup"
MACHINES = "EC2 - Other"  # where Cost Explorer puts NAT gateways
NETWORK = "Amazon Virtual Private Cloud"
NAMES = "Amazon Route 53"
QUEUES = "Amazon Simple Queue Service"
WATCHING = "AmazonCloudWatch"
KEYS = "AWS Key Management Service"
SECRETS = "AWS Secrets Manager"


@dataclass(frozen=True)
class Line:
    """What is paid for, in words, and a month's dollars for it."""

    service: str
    what: str
    dollars: float


@dataclass(frozen=True)
class Bill:
    lines: Sequence[Line]

    @property
    def dollars(self) -> float:
        return sum(line.dollars for line in self.lines)

    def by_service(self) -> dict[str, float]:
        """Dollars of each service, the dearest first."""
        totals: dict[str, float] = {}
        for line in self.lines:
            totals[line.service] = totals.get(line.service, 0.0) + line.dollars
        return dict(sorted(totals.items(), key=lambda item: -item[1]))

    def drivers(self, count: int) -> list[Line]:
        """The dearest lines."""
        return sorted(self.lines, key=lambda line: -line.dollars)[:count]
