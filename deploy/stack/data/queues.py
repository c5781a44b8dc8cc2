"""SQS: one queue for each class of work, each with a dead-letter queue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

# Queue, as Celery knows it -> seconds for which a message stays hidden from other workers. A conversion takes minutes and
# its worker extends this while it works; the others take a moment.
VISIBILITY_SECONDS: Final[Mapping[str, int]] = MappingProxyType(
    {"orders": 60, "mirror": 60, "uploads": 60, "conversion": 120, "search": 120}
)
RECEIVES_BEFORE_DEAD: Final = 4


class Queues(Construct):
    """The queues by name, their dead-letter queues, and one for what could not even be put into a queue."""

    def __init__(self, scope: Construct, key: kms.IKey) -> None:
        super().__init__(scope, "Queues")
        self._key = key
        self.undelivered = self._dead("Undelivered")
        self.dead: dict[str, sqs.Queue] = {}
        self.alive: dict[str, sqs.Queue] = {}
        for name, seconds in VISIBILITY_SECONDS.items():
            self.dead[name] = self._dead(f"{name.capitalize()}Dead")
            self.alive[name] = sqs.Queue(
                self,
                name.capitalize(),
                visibility_timeout=cdk.Duration.seconds(seconds),
                retention_period=cdk.Duration.days(4),
                receive_message_wait_time=cdk.Duration.seconds(5),
                encryption=sqs.QueueEncryption.KMS,
                encryption_master_key=key,
                data_key_reuse=cdk.Duration.hours(1),
                enforce_ssl=True,
                dead_letter_queue=sqs.DeadLetterQueue(
                    queue=self.dead[name], max_receive_count=RECEIVES_BEFORE_DEAD
                ),
            )

    def _dead(self, name: str) -> sqs.Queue:
        return sqs.Queue(
            self,
            name,
            retention_period=cdk.Duration.days(14),
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self._key,
            data_key_reuse=cdk.Duration.hours(1),
            enforce_ssl=True,
        )
