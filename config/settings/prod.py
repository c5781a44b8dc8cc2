"""On AWS. Every value that has no safe default must be given; unsafe ones are refused at start."""

from django.core.exceptions import ImproperlyConfigured

from config.observability.logs import json_logging
from config.settings.base import *  # noqa: F403  # settings modules are layers of one namespace
from config.settings.base import CONTENT_SECURITY_POLICY
from config.settings.data import *  # noqa: F403  # as above
from config.settings.data import (
    ASSETS_BASE_URL,
    AWS_ENDPOINT_URL,
    AWS_REGION,
    DATABASES,
    EMAIL_FOLDER,
    UPLOADS_BUCKET,
    env,
)
from config.settings.env import HTTPS
from config.settings.payments import CAPTURES, STRIPE_PAGES, stripe_settings
from config.settings.policy import origin_of, with_form_target, with_origins

MINIMUM_SECRET_LENGTH = 50
LOG_LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR"})

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < MINIMUM_SECRET_LENGTH or SECRET_KEY.startswith("local-only"):
    raise ImproperlyConfigured(f"SECRET_KEY must be {MINIMUM_SECRET_LENGTH} random characters or more.")
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS") if env.optional_text("SECRET_KEY_FALLBACKS") else []
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this shop; * lets any host in.")
if AWS_ENDPOINT_URL is not None:
    raise ImproperlyConfigured("AWS_ENDPOINT_URL points to an emulator and must not be set in production.")
SITE_URL = env.url("SITE_URL", schemes=HTTPS)
if not ASSETS_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("ASSETS_BASE_URL must begin with https://.")
if EMAIL_FOLDER:
    raise ImproperlyConfigured("EMAIL_URL names a folder, from which no e-mail would ever leave.")
# Of dates, also those of invoices, whose numbers begin anew with its year.
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
# The local gateway takes no money, so it would give goods away. Without a real one the checkout is closed and says so.
PAYMENT_GATEWAY = env.choice("PAYMENT_GATEWAY", frozenset({"closed", "stripe"}))
PAYMENT_CAPTURE = env.choice("PAYMENT_CAPTURE", CAPTURES, "at_once")
_stripe = stripe_settings(env, is_chosen=PAYMENT_GATEWAY == "stripe")
STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS = _stripe.secret_key, _stripe.webhook_secrets

# RDS rotates the password of its managed secret whenever it likes, so it is read at each connect.
if secret := env.optional_text("DATABASE_SECRET_ARN"):
    if DATABASES["default"]["PASSWORD"]:
        raise ImproperlyConfigured("DATABASE_URL must name no password where DATABASE_SECRET_ARN is given.")
    DATABASES["default"]["SECRET_ARN"] = secret

# With the secret every request proves that it came through the distribution. Without it somebody must say so, because
# the container has no address that others could reach; otherwise the distribution's headers may be anybody's.
ORIGIN_SECRET_ARN = env.optional_text("ORIGIN_SECRET_ARN")
BEHIND_DISTRIBUTION = env.boolean("BEHIND_DISTRIBUTION", default=ORIGIN_SECRET_ARN is not None)
if ORIGIN_SECRET_ARN and not BEHIND_DISTRIBUTION:
    raise ImproperlyConfigured("BEHIND_DISTRIBUTION cannot be no where ORIGIN_SECRET_ARN is given.")
USE_X_FORWARDED_HOST = BEHIND_DISTRIBUTION

STAFF_NEED_SECOND_STEP = env.boolean("STAFF_NEED_SECOND_STEP", default=False)
CSRF_TRUSTED_ORIGINS = [origin_of(SITE_URL)]
CONTENT_SECURITY_POLICY = with_origins(CONTENT_SECURITY_POLICY, assets=ASSETS_BASE_URL)
if PAYMENT_GATEWAY == "stripe":
    CONTENT_SECURITY_POLICY = with_form_target(CONTENT_SECURITY_POLICY, STRIPE_PAGES)
UPLOADS_ORIGIN = f"https://{UPLOADS_BUCKET}.s3.{AWS_REGION}.amazonaws.com"

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "config.static_files.HashedStaticFiles"},
}

LOGGING = json_logging(level=env.choice("LOG_LEVEL", LOG_LEVELS, "INFO"))
METRICS_NAMESPACE = env.optional_text("METRICS_NAMESPACE")
TRACING = env.choice("TRACING", frozenset({"off", "xray"}), "off")
