"""One machine: what `make run` starts. Services and addresses come from the local stack."""

from config.observability.logs import console_logging
from config.settings.base import *  # noqa: F403  # settings modules are layers of one namespace
from config.settings.base import CONTENT_SECURITY_POLICY
from config.settings.data import *  # noqa: F403  # as above
from config.settings.data import ASSETS_BASE_URL, AWS_ENDPOINT_URL, env
from config.settings.env import HTTP
from config.settings.policy import with_origins

DEBUG = env.boolean("DEBUG", default=False)
# Known to everyone who reads this file, so prod.py refuses it.
SECRET_KEY = env.text("SECRET_KEY", "local-only-not-a-secret-local-only-not-a-secret-local")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
SITE_URL = env.url("SITE_URL", "http://127.0.0.1:8000", schemes=HTTP)
PAYMENT_GATEWAY = env.choice("PAYMENT_GATEWAY", frozenset({"local", "closed"}), "local")

CONTENT_SECURITY_POLICY = with_origins(CONTENT_SECURITY_POLICY, assets=ASSETS_BASE_URL)
UPLOADS_ORIGIN = AWS_ENDPOINT_URL

# Static files straight from the source folders, so that an edit shows at the next reload.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = env.boolean("STATIC_AUTOREFRESH", default=False)
WHITENOISE_MAX_AGE = 60

LOGGING = console_logging(level=env.text("LOG_LEVEL", "INFO"))
