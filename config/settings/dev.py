"""One machine: what `make run` starts. Services and addresses come from the local stack."""

from config.observability.logs import console_logging
from config.settings.base import *  # noqa: F403  # settings modules are layers of one namespace
from config.settings.base import CONTENT_SECURITY_POLICY
from config.settings.data import *  # noqa: F403  # as above
from config.settings.data import ASSETS_BASE_URL, AWS_ENDPOINT_URL, env
from config.settings.env import HTTP
from config.settings.payments import CAPTURES, STRIPE_PAGES, stripe_settings
from config.settings.policy import with_form_target, with_origins

DEBUG = env.boolean("DEBUG", default=False)
# Known to everyone who reads this file, so prod.py refuses it.
SECRET_KEY = env.text("SECRET_KEY", "local-only-not-a-secret-local-only-not-a-secret-local")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
SITE_URL = env.url("SITE_URL", "http://127.0.0.1:8000", schemes=HTTP)
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
PAYMENT_GATEWAY = env.choice("PAYMENT_GATEWAY", frozenset({"local", "closed", "stripe"}), "local")
PAYMENT_CAPTURE = env.choice("PAYMENT_CAPTURE", CAPTURES, "at_once")
_stripe = stripe_settings(env, is_chosen=PAYMENT_GATEWAY == "stripe")
STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS = _stripe.secret_key, _stripe.webhook_secrets

CONTENT_SECURITY_POLICY = with_origins(CONTENT_SECURITY_POLICY, assets=ASSETS_BASE_URL)
if PAYMENT_GATEWAY == "stripe":
    CONTENT_SECURITY_POLICY = with_form_target(CONTENT_SECURITY_POLICY, STRIPE_PAGES)
UPLOADS_ORIGIN = AWS_ENDPOINT_URL

# Static files straight from the source folders, so that an edit shows at the next reload.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = env.boolean("STATIC_AUTOREFRESH", default=False)
WHITENOISE_MAX_AGE = 60

LOGGING = console_logging(level=env.text("LOG_LEVEL", "INFO"))
