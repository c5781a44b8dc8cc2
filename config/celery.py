"""The worker process: `celery --app config.celery worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = Celery("vitrine")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks()

# Doorbells that ring by the clock: task name -> (every so many seconds, queue). EventBridge Scheduler
# rings them on AWS, the local stack's clock on one machine. A missed or doubled ring does no harm.
SCHEDULE: dict[str, tuple[int, str]] = {
    "catalog.relay_mirror": (5, "mirror"),
    "assets3d.sweep_conversions": (30, "conversion"),
    "orders.expire_unpaid_orders": (60, "orders"),
}
