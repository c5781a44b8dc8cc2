"""The worker process: `celery --app config.celery worker`."""

import os
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from celery import Celery
from celery.signals import worker_process_init
from kombu.exceptions import OperationalError

from catalog.mirror.sharing.breaker import Breaker
from config.observability.start import start_tracing_if_wanted

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

BROKER_REST_SECONDS = 10.0


class PatientCelery(Celery):
    """Celery that leaves a broker alone for a while which has just failed to take a message.

    A hung broker costs whoever rings a second or two. Without this a request that rings for fifty rows would
    pay that fifty times, though none of the rings matters: the rows wait, and the clock rings as well.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.breaker = Breaker(BROKER_REST_SECONDS)

    def send_task(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # Celery's signature
        """Raises OperationalError at once while the broker is left alone."""
        if self.breaker.is_open:
            raise OperationalError("The broker is being left alone.")
        try:
            return super().send_task(*args, **kwargs)
        except OperationalError:
            self.breaker.trip()
            raise

    def ping_broker(self) -> None:
        """Ask SQS for its first queue. Raises OperationalError, at once while it is left alone."""
        if self.breaker.is_open:
            raise OperationalError("The broker is being left alone.")
        queue, predefined = next(iter(self.conf.broker_transport_options["predefined_queues"].items()))
        try:
            with self.connection_for_write() as connection:
                channel: Any = connection.default_channel
                channel.sqs(queue=queue).get_queue_attributes(
                    QueueUrl=predefined["url"], AttributeNames=["QueueArn"]
                )
        except (BotoCoreError, ClientError) as error:
            self.breaker.trip()
            raise OperationalError(str(error)) from error


application = PatientCelery("vitrine")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks()
# By name: it knows models, which are not there yet when this module is read.
application.steps["worker"].add("config.observability.tasks:ObservedTasks")


@worker_process_init.connect(weak=False)
def _trace(**_options: object) -> None:
    """In each process of the pool, because what sends spans is a thread, and forks have none of their parent's."""
    start_tracing_if_wanted("worker")


# Doorbells that ring by the clock: task name -> (every so many seconds, queue). EventBridge Scheduler
# rings them on AWS, the local stack's clock on one machine. A missed or doubled ring does no harm.
SCHEDULE: dict[str, tuple[int, str]] = {
    "catalog.relay_mirror": (5, "mirror"),
    # Each ring is for one of the parts that catalog/tasks.py counts; a day's rings see the whole mirror.
    "catalog.verify_mirror": (900, "mirror"),
    "catalog.sweep_scheduled": (60, "mirror"),
    "catalog.sweep_imports": (60, "uploads"),
    "catalog.sweep_images": (60, "uploads"),
    "catalog.sweep_pictures": (60, "uploads"),
    "assets3d.sweep_conversions": (30, "uploads"),
    # Beside the orders that it makes fast.
    "catalog.sweep_buckets": (60, "orders"),
    "orders.expire_unpaid_orders": (60, "orders"),
    "orders.sweep_carts": (3600, "orders"),
    "orders.sweep_mails": (60, "orders"),
    "orders.perform_captures": (60, "orders"),
    "orders.perform_refunds": (60, "orders"),
    "orders.reconcile_payments": (60, "orders"),
    "orders.sweep_invoices": (60, "orders"),
    "accounts.sweep_answered": (3600, "orders"),
    "accounts.sweep_webhooks": (60, "uploads"),
    "accounts.sweep_mails": (60, "orders"),
}
