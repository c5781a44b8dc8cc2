"""What rings doorbells: functions, events and the clock."""

from __future__ import annotations

import base64
import json

from config.celery import SCHEDULE
from tests.deploy.stack.templates import Template, mentions, queue_called

# EventBridge Scheduler rings once a minute at most.
RATES = dict.fromkeys((5, 30, 60), "rate(1 minute)") | {900: "rate(15 minutes)", 3600: "rate(60 minutes)"}


def lambda_functions(template: Template) -> None:
    functions = {properties["Handler"]: properties for properties in template.all("Lambda::Function")}
    upload = functions["deploy.functions.upload_event.handler"]["Environment"]["Variables"]
    purge = functions["deploy.functions.catalog_purge.handler"]["Environment"]["Variables"]

    assert len(functions) == 2
    assert upload == {"UPLOADS_QUEUE_URL": {"Ref": queue_called(template, "Uploads")}}
    assert purge == {"DISTRIBUTION_ID": {"Ref": template.id_of("CloudFront::Distribution")}}


def upload_events(template: Template) -> None:
    uploads = template.named("S3::Bucket")[template.id_of("S3::Bucket", "Uploads")]
    rule = template.one("Events::Rule")
    (target,) = rule["Targets"]

    assert uploads["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert rule["EventPattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [{"Ref": template.id_of("S3::Bucket", "Uploads")}]},
            "object": {"key": [{"prefix": "incoming/"}]},
        },
    }
    assert mentions(target["Arn"], "UploadEvent")
    permission = template.one("Lambda::Permission")
    assert permission["Principal"] == "events.amazonaws.com"
    assert mentions(permission["FunctionName"], "UploadEvent")
    assert mentions(target["DeadLetterConfig"], "Undelivered")


def stream_events(template: Template) -> None:
    mapping = template.one("Lambda::EventSourceMapping")

    assert mentions(mapping["EventSourceArn"], "StreamArn")
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mentions(mapping["DestinationConfig"]["OnFailure"], "Undelivered")


def scheduler(template: Template) -> None:
    rings = {}
    for schedule in template.all("Scheduler::Schedule"):
        envelope = json.loads(base64.b64decode(schedule["Target"]["Input"]))
        rings[envelope["headers"]["task"]] = (
            schedule["ScheduleExpression"],
            envelope["properties"]["delivery_info"]["routing_key"],
        )
        assert mentions(schedule["Target"]["Arn"], rings[envelope["headers"]["task"]][1].capitalize())
        assert mentions(schedule["Target"]["DeadLetterConfig"], "Undelivered")

    assert rings == {task: (RATES[seconds], queue) for task, (seconds, queue) in SCHEDULE.items()}
