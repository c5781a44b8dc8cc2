"""Each service of the architecture is in each template, set up for its job: one row a service."""

import pytest

from tests.deploy.stack import services
from tests.deploy.stack.services import Check
from tests.deploy.stack.templates import Template

EVERYWHERE: tuple[tuple[str, Check], ...] = (
    ("Route 53: apex and www lead to CloudFront", services.route_53),
    ("ACM: one certificate for both names", services.acm),
    ("CloudFront: one distribution, three origins", services.cloudfront),
    ("CloudFront: a cache policy for each kind of path", services.cache_policies),
    ("CloudFront: response headers for models, static files and pages", services.response_headers),
    ("Amplify Hosting: static files, published by hand", services.amplify),
    ("ECS Fargate: workers scaled on the backlog", services.workers),
    ("ECS Fargate: a task that migrates", services.migration),
    ("Lambda: two functions", services.lambda_functions),
    ("EventBridge: uploads to Lambda", services.upload_events),
    ("DynamoDB stream: changes to Lambda", services.stream_events),
    ("EventBridge Scheduler: the clock's rings", services.scheduler),
    ("SQS: a queue for each class of work", services.sqs),
    ("DynamoDB: the mirror", services.dynamodb),
    ("RDS PostgreSQL: the truth", services.rds),
    ("ElastiCache: Valkey", services.elasticache),
    ("S3: uploads, assets, logs", services.s3),
    ("WAF: managed rules and a rate limit", services.waf),
    ("KMS: one key with rotation", services.kms),
    ("Secrets Manager: made by AWS, under that key", services.secrets_manager),
    ("CloudWatch: logs, alarms, a dashboard", services.cloudwatch),
    ("SNS: tells a person", services.sns),
    ("Budgets: told at 80 and 100 %", services.budgets),
    ("Cost Explorer: unusual costs by tag", services.cost_explorer),
    ("VPC: three tiers over the zones, gateway endpoints", services.vpc),
    ("AWS Backup: daily and monthly", services.backup),
    ("ECR: two repositories", services.ecr),
)
BY_COMPUTE: dict[str, tuple[tuple[str, Check], ...]] = {
    "apprunner": (
        ("App Runner: the web containers", services.web_on_app_runner),
        ("App Runner: reached through CloudFront alone", services.origin_protection_of_app_runner),
    ),
    "fargate": (("ECS Fargate: the web containers behind an internal balancer", services.web_on_fargate),),
}


@pytest.mark.parametrize("check", [check for _, check in EVERYWHERE], ids=[row for row, _ in EVERYWHERE])
def test_service_is_set_up_for_its_job(template: Template, check: Check) -> None:
    check(template)


@pytest.mark.parametrize(
    ("compute", "check"),
    [(compute, check) for compute, rows in BY_COMPUTE.items() for _, check in rows],
    ids=[row for rows in BY_COMPUTE.values() for row, _ in rows],
)
@pytest.mark.parametrize("environment", ["staging", "production"])
def test_web_containers_are_set_up_for_their_job(
    templates: dict[tuple[str, str], Template], environment: str, compute: str, check: Check
) -> None:
    check(templates[environment, compute])
