"""SQS: each queue, how long it hides a message, and where it puts what fails again and again."""

import json

from django.conf import settings

from config.doctor.aws import asking, client
from config.doctor.examination import Trouble

# A quick task's message must stay hidden for as long as the task may take.
SHORTEST_SECONDS = 30


def check_queue(name: str) -> str:
    url = settings.QUEUE_URLS[name]
    missing = f"Deploy the stack, or correct {name.upper()}_QUEUE_URL."
    with asking(f"The queue {name}", missing=missing):
        attributes = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    hidden = int(attributes["VisibilityTimeout"])
    # The holder of a conversion hides its message anew for this long, three times in every lease.
    wanted = settings.ASSETS3D_LEASE_SECONDS if name in ("conversion", "search") else SHORTEST_SECONDS
    if hidden < wanted:
        raise Trouble(
            f"{name} hides messages for {hidden} seconds only; work in hand would be given to others, too.",
            f"Set its visibility timeout to {wanted} seconds or more.",
        )
    dead = _dead_letters(name, attributes.get("RedrivePolicy"))
    if dead:
        raise Trouble(
            f"{dead} messages of {name} failed again and again.",
            "Read the runbook of the dead-letter queue: find the fault, mend it, send them back.",
        )
    return f"{name} has {attributes.get('ApproximateNumberOfMessages', '?')} messages, none dead."


def _dead_letters(name: str, policy: str | None) -> int:
    """How many messages lie in its dead-letter queue."""
    if not policy:
        raise Trouble(
            f"{name} has no dead-letter queue: what fails is tried for ever.",
            "Give it a redrive policy with a dead-letter queue.",
        )
    arn = str(json.loads(policy)["deadLetterTargetArn"])
    sqs = client("sqs")
    with asking(f"The dead-letter queue of {name}", missing="Make the queue that the redrive policy names."):
        url = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        number = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(number["Attributes"]["ApproximateNumberOfMessages"])
