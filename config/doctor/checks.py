"""Which checks there are. Not which passed: nothing here asks anybody anything."""

import functools

from django.conf import settings

from config.doctor import cache, database, mirror, queues, storage, surroundings
from config.doctor.examination import Check


def all_checks(*, is_worker: bool) -> dict[str, Check]:
    """Every check by its name; those of programs only for workers, which run them."""
    checks: dict[str, Check] = {
        "settings": surroundings.check_settings,
        "database": database.check_database,
        "migrations": database.check_migrations,
        "triggers": database.check_triggers,
        "clock": database.check_clock,
        "redis": cache.check_redis,
        "uploads bucket": storage.check_uploads_bucket,
        "assets bucket": storage.check_assets_bucket,
        **{f"queue {name}": functools.partial(queues.check_queue, name) for name in settings.QUEUE_URLS},
        "mirror": mirror.check_mirror,
        **{
            name: functools.partial(surroundings.check_secret, arn, needed)
            for name, (arn, needed) in surroundings.secret_checks().items()
        },
        "static files": surroundings.check_static_files,
        "gateway": surroundings.check_gateway,
    }
    if is_worker:
        checks |= {
            "chromium": surroundings.check_chromium,
            "node": surroundings.check_node,
            "isolation": surroundings.check_isolation,
        }
    return checks
