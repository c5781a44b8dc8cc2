"""The development settings with cheap passwords and eager work. Services are the real local stack."""

import os
import re
from urllib.parse import urlsplit

from config.settings.dev import *  # noqa: F403  # settings modules are layers of one namespace
from config.settings.dev import CACHES, DATABASES, INSTALLED_APPS, MIDDLEWARE, MIRROR_TABLE, PASSWORD_HASHERS

# The cheap one makes passwords; the others let processes under other settings read what tests made for them.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
# Brings the command that finds migrations under which the old code would break.
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter", "zeal"]
# Fails each request of each test that reads rows one by one.
MIDDLEWARE = [*MIDDLEWARE, "tests.watched_reads.watch_reads"]
# The person who asks and the person who is shown are two; a session is looked for with each secret key that holds.
ZEAL_ALLOWLIST = [
    {"model": "accounts.User", "field": "get()"},
    {"model": "sessions.Session", "field": "get()"},
]
# Tests that want the worker start one; everything else does the work on the spot, once it is committed.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
AXES_ENABLED = False
# What one test was shown is nothing to the next.
SHARED_SECONDS = 0

# Test processes that run side by side have a database each. What stands beside it is kept apart as well:
# a Redis database (there are 16) and a mirror table for each.
TEST_PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "main")
TEST_PROCESS_NUMBER = int("0" + re.sub(r"\D", "", TEST_PROCESS)) % 16
CACHES["default"]["LOCATION"] = (
    urlsplit(str(CACHES["default"]["LOCATION"]))._replace(path=f"/{TEST_PROCESS_NUMBER}").geturl()
)
MIRROR_TABLE = f"{MIRROR_TABLE}-{TEST_PROCESS}"

# A machine that is busy with tests takes its time to answer, and is not away. What is away refuses at once.
PATIENCE_SECONDS = 30
CACHES["default"]["OPTIONS"] |= {  # type: ignore[operator]  # a dictionary of options
    "SOCKET_CONNECT_TIMEOUT": PATIENCE_SECONDS,
    "SOCKET_TIMEOUT": PATIENCE_SECONDS,
}
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": PATIENCE_SECONDS,
    # What is said last holds.
    "options": f"{DATABASES['default']['OPTIONS']['options']} -c statement_timeout={4 * PATIENCE_SECONDS}s"
    f" -c lock_timeout={2 * PATIENCE_SECONDS}s -c idle_in_transaction_session_timeout=0",
}
