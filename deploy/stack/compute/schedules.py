"""EventBridge Scheduler: rings the doorbells of `config.celery.SCHEDULE` straight into the queues."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from deploy.functions.tick import tick_message
from deploy.stack.data import Data

SOURCE: Final = Path(__file__).resolve().parents[3] / "config" / "celery.py"
# Scheduler knows whole minutes. What rings more often on one machine rings once a minute here: changes ring
# by themselves as they are made, and the clock is for those that could not.
SHORTEST_SECONDS: Final = 60


class Schedules(Construct):
    """One schedule for each row, that sends the task's message and needs no function in between."""

    def __init__(self, scope: Construct, data: Data) -> None:
        super().__init__(scope, "Schedules")
        group = scheduler.CfnScheduleGroup(self, "Group")
        rows = read_schedule()
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"))
        queues = [data.queues.alive[name].queue_arn for name in sorted({queue for _, queue in rows.values()})]
        queues.append(data.queues.undelivered.queue_arn)
        role.add_to_policy(iam.PolicyStatement(actions=["sqs:SendMessage"], resources=queues))
        role.add_to_policy(
            iam.PolicyStatement(actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[data.key.key_arn])
        )
        for task, (seconds, queue) in rows.items():
            scheduler.CfnSchedule(
                self,
                "".join(word.capitalize() for word in task.replace(".", "_").split("_")),
                description=f"Rings for {task}",
                group_name=group.ref,
                kms_key_arn=data.key.key_arn,
                schedule_expression=_rate(seconds),
                flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
                target=scheduler.CfnSchedule.TargetProperty(
                    arn=data.queues.alive[queue].queue_arn,
                    role_arn=role.role_arn,
                    input=tick_message(task, queue=queue),
                    # A ring that comes late is of no use: the next one does its work.
                    retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                        maximum_event_age_in_seconds=60, maximum_retry_attempts=2
                    ),
                    dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(
                        arn=data.queues.undelivered.queue_arn
                    ),
                ),
            )


def read_schedule(source: Path = SOURCE) -> Mapping[str, tuple[int, str]]:
    """SCHEDULE as it stands in the worker's module: task -> (seconds, queue).

    It is read and not imported, because Celery and Django are not installed beside CDK. Raises LookupError
    where the module has no such constant.
    """
    for node in ast.parse(source.read_text()).body:
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == "SCHEDULE"
        ):
            if node.value is None:
                break
            rows: dict[str, tuple[int, str]] = ast.literal_eval(node.value)
            return rows
    raise LookupError(f"{source} has no SCHEDULE")


def _rate(seconds: int) -> str:
    minutes = max(seconds, SHORTEST_SECONDS) // 60
    return f"rate({minutes} minute{'s' if minutes > 1 else ''})"
