"""Settings for processes of tests: the local stack's services, and around them what production has."""

import os

from config.observability.logs import json_logging
from config.settings.dev import *  # noqa: F403  # settings modules are layers of one namespace
from config.settings.dev import DATABASES

LOGGING = json_logging(level="INFO")
METRICS_NAMESPACE = os.environ.get("METRICS_NAMESPACE")
TRACING = os.environ.get("TRACING", "off")
ORIGIN_SECRET_ARN = os.environ.get("ORIGIN_SECRET_ARN")
BEHIND_DISTRIBUTION = ORIGIN_SECRET_ARN is not None
ROOT_URLCONF = "tests.config.production_addresses"

if secret := os.environ.get("DATABASE_SECRET_ARN"):
    # A connection for each request, so that each asks for the password.
    DATABASES["default"] |= {"ENGINE": "config.database", "SECRET_ARN": secret, "CONN_MAX_AGE": 0}
    DATABASES["default"] |= {"USER": "", "PASSWORD": ""}
