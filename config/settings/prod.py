"""On AWS. Every value that has no safe default must be given; unsafe ones are refused at start."""

from django.core.exceptions import ImproperlyConfigured

from config.logs import json_logging
from config.settings.base import *  # noqa: F403  # settings modules are layers of one namespace
from config.settings.base import CONTENT_SECURITY_POLICY
from config.settings.data import *  # noqa: F403  # as above
from config.settings.data import ASSETS_BASE_URL, AWS_ENDPOINT_URL, AWS_REGION, UPLOADS_BUCKET, env
from config.settings.env import HTTPS
from config.settings.policy import origin_of, with_origins

MINIMUM_SECRET_LENGTH = 50

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
# The local gateway takes no money, so it would give goods away. Until a real one is configured the
# checkout stays closed and says so.
PAYMENT_GATEWAY = env.choice("PAYMENT_GATEWAY", frozenset({"closed"}))

CSRF_TRUSTED_ORIGINS = [origin_of(SITE_URL)]
CONTENT_SECURITY_POLICY = with_origins(CONTENT_SECURITY_POLICY, assets=ASSETS_BASE_URL)
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

LOGGING = json_logging(level=env.text("LOG_LEVEL", "INFO"))
