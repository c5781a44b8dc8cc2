"""The development settings with cheap passwords and eager work. Services are the real local stack."""

from config.settings.dev import *  # noqa: F403  # settings modules are layers of one namespace

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests that want the worker start one; everything else does the work on the spot, once it is committed.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
AXES_ENABLED = False
