"""Each service of the architecture is in each template, set up for its job: one row a service."""

from collections.abc import Callable

import pytest

from tests.deploy.stack.services import compute, data, edge, events, operations
from tests.deploy.stack.templates import Template

Check = Callable[[Template], None]

EVERYWHERE: tuple[tuple[str, Check], ...] = (
    ("Route 53: apex and www lead to CloudFront", edge.route_53),
    ("ACM: one certificate for both names", edge.acm),
    ("CloudFront: one distribution, three origins", edge.cloudfront),
    ("CloudFront: a cache policy for each kind of path", edge.cache_policies),
    ("CloudFront: response headers for models, static files and pages", edge.response_headers),
    ("Amplify Hosting: static files, published by hand", edge.amplify),
    ("ECS Fargate: workers scaled on the backlog", compute.workers),
    ("ECS Fargate: a task that migrates", compute.migration),
    ("Lambda: two functions", events.lambda_functions),
    ("EventBridge: uploads to Lambda", events.upload_events),
    ("DynamoDB stream: changes to Lambda", events.stream_events),
    ("EventBridge Scheduler: the clock's rings", events.scheduler),
    ("SQS: a queue for each class of work", data.sqs),
    ("DynamoDB: the mirror", data.dynamodb),
    ("RDS PostgreSQL: the truth", data.rds),
    ("ElastiCache: Valkey", data.elasticache),
    ("S3: uploads, assets, logs", data.s3),
    ("WAF: managed rules and a rate limit", edge.waf),
    ("KMS: one key with rotation", data.kms),
    ("Secrets Manager: made by AWS, under that key", data.secrets_manager),
    ("CloudWatch: logs, alarms, a dashboard", operations.cloudwatch),
    ("SNS: tells a person", operations.sns),
    ("Budgets: told at 80 and 100 %", operations.budgets),
    ("Cost Explorer: unusual costs by tag", operations.cost_explorer),
    ("VPC: three tiers over the zones, gateway endpoints", operations.vpc),
    ("AWS Backup: daily and monthly", data.backup),
    ("ECR: two repositories", compute.ecr),
)
BY_COMPUTE: dict[str, tuple[tuple[str, Check], ...]] = {
    "apprunner": (
        ("App Runner: the web containers", compute.web_on_app_runner),
        ("App Runner: reached through CloudFront alone", compute.origin_protection_of_app_runner),
    ),
    "fargate": (("ECS Fargate: the web containers behind an internal balancer", compute.web_on_fargate),),
}


@pytest.mark.parametrize("check", [check for _, check in EVERYWHERE], ids=[row for row, _ in EVERYWHERE])
def test_service_is_set_up_for_its_job(template: Template, check: Check) -> None:
    check(template)


@pytest.mark.parametrize(
    ("kind", "check"),
    [(kind, check) for kind, rows in BY_COMPUTE.items() for _, check in rows],
    ids=[row for rows in BY_COMPUTE.values() for row, _ in rows],
)
@pytest.mark.parametrize("environment", ["staging", "production"])
def test_web_containers_are_set_up_for_their_job(
    templates: dict[tuple[str, str], Template], environment: str, kind: str, check: Check
) -> None:
    check(templates[environment, kind])
