"""What every environment shares. Values that differ come from the environment, in data.py and below."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.templatetags.static import static

from config.openapi.guide import GUIDE, TAGS
from config.settings.env import Environment
from config.settings.people import *  # noqa: F403  # settings modules are layers of one namespace
from config.settings.shop import country_of, currency_of

BASE_DIR = Path(__file__).resolve().parent.parent.parent

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "treebeard",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_countries",
    "axes",
    "csp",
    "django_structlog",
    # Before allauth, whose templates it replaces.
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "assets3d",
    "catalog",
    "orders",
    "config.doctor",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "config.edge.origin.OriginMiddleware",
    # What follows, up to where the ways meet, is for people; programs without a cookie pass it by.
    "config.edge.short_way.ShortWay",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.observability.requests.NamingMiddleware",
    "config.observability.requests.MeasuringMiddleware",
    "config.edge.policy.PolicyMiddleware",
    "config.admin_policy.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.edge.slashes.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "orders.site.cart_owner.carts_follow_people",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "accounts.site.private.AccountPages",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.site.staff.SecondStepMiddleware",
    "config.edge.short_way.ways_meet",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

LANGUAGE_CODE = "en"
# Unless the environment says otherwise, in dev.py and prod.py.
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
# The viewer and its decoder come from npm; `make setup` lays them here.
STATICFILES_DIRS = [
    ("site", BASE_DIR / "config" / "static" / "site"),
    ("vendor", BASE_DIR / "build" / "vendor"),
]

_env = Environment()
# What the shop sells in: products need a price in it to be published, and carts are counted in it.
SHOP_CURRENCY = currency_of(_env, "EUR")
# Where orders are taken to go until somebody says otherwise.
SHOP_COUNTRY = country_of(_env, "AT")
# Whether the prices of the catalogue hold the tax, as consumers are shown them, or come without it.
PRICES_INCLUDE_TAX = _env.boolean("PRICES_INCLUDE_TAX", default=True)
# What knows the rates of tax: the table of the shop, or an `orders.queries.charges.tax_service.TaxProvider`.
TAX_PROVIDER = "orders.queries.charges.tax_rates.TableRates"
# What knows prefixes of invoice numbers that another merchant has used: a function of the prefix and the merchant's key.
IS_INVOICE_PREFIX_OF_ANOTHER = "orders.queries.prefixes.is_of_another"
# So many orders of one client may wait for their payment at once, and keep stock; 0 for as many as it likes.
UNPAID_ORDERS_PER_CLIENT = _env.integer("UNPAID_ORDERS_PER_CLIENT", 20)
# Which terms of sale buyers accept; a new one for each new text of orders/templates/orders/terms.html.
TERMS_VERSION = "2026-11"

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# model-viewer puts one <style> into its shadow root; its hash is known and tested, so that nothing else
# inline is let in.
MODEL_VIEWER_STYLE_HASHES = ["'sha256-PXtZZkJMMyc18o/DN1ZEFOJ2qEGq95IQbVaJFMOXOb0='"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "style-src": [SELF, *MODEL_VIEWER_STYLE_HASHES],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, "blob:"],
        "worker-src": [NONE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Another address of Stripe's API, which tests have.
STRIPE_API_BASE: str | None = None

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.rest.problem_response",
    "UNAUTHENTICATED_USER": None,
}

# Of one API key.
API_KEY_REQUESTS_A_MINUTE = 600

SPECTACULAR_SETTINGS = {
    "TITLE": "Vitrine API",
    "DESCRIPTION": GUIDE,
    "TAGS": TAGS,
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "OAS_VERSION": "3.1.0",
    # Where several things have a state or a reason, what each of them is called.
    "ENUM_NAME_OVERRIDES": {
        "CartState": "orders.states.CartState",
        "ReturnState": "orders.states.ReturnState",
        "RefundState": "orders.states.RefundState",
        "DeliveryState": "accounts.states.DeliveryState",
        "RefundReason": "orders.states.RefundReason",
        "ReturnReason": "orders.states.ReturnReason",
        "WebhookEvent": "accounts.states.WebhookEvent",
        "MediaKind": "catalog.states.MediaKind",
        "KindOfAttribute": "catalog.states.AttributeKind",
    },
    "PATH_CONVERTER_OVERRIDES": {"anycase": {"type": "string", "format": "uuid"}},
    "WEBHOOKS": [
        f"orders.api.merchant.announced.ORDER_{event}"
        for event in (
            *("PLACED", "AUTHORISED", "PAID", "AUTHORISATION_ENDED", "CANCELLED", "EXPIRED"),
            *("DISPUTED", "DISPUTE_WON", "DISPUTE_LOST"),
            *("FULFILLED", "REST_CANCELLED", "TRACKING_CHANGED"),
            *("REFUND_REQUESTED", "REFUNDED", "REFUND_FAILED"),
            *("RETURN_REQUESTED", "RETURN_RECEIVED", "RETURN_REFUSED"),
        )
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.answers.add_way_in",
        "config.openapi.answers.add_headers",
        "config.openapi.answers.add_signatures",
        "config.openapi.problems.add_problem_responses",
    ],
}

UNFOLD = {
    "LOGIN": {"form": "accounts.site.staff.StaffLogInForm"},
    "DASHBOARD_CALLBACK": "accounts.site.staff.advise_second_step",
    "SITE_TITLE": "Vitrine",
    "SITE_HEADER": "Vitrine",
    "SITE_SUBHEADER": "Your shop window",
    "SITE_URL": "/",
    "SITE_ICON": lambda _request: static("site/img/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("site/img/mark.svg")}
    ],
    # The green of the shop's glass edges, from a breath of it to nearly black.
    "COLORS": {
        "base": {
            "50": "#f8f9f7",
            "100": "#f1f3f0",
            "200": "#e2e6e2",
            "300": "#cbd2cd",
            "400": "#98a49e",
            "500": "#6b7871",
            "600": "#4a5852",
            "700": "#37433e",
            "800": "#1f2925",
            "900": "#0f1513",
            "950": "#0a0f0d",
        },
        "primary": {
            "50": "#eef8f4",
            "100": "#d6eee5",
            "200": "#b0decd",
            "300": "#83dcc0",
            "400": "#5cc0a3",
            "500": "#2b9c7e",
            "600": "#0a6650",
            "700": "#085443",
            "800": "#074b3b",
            "900": "#063a2e",
            "950": "#03231c",
        },
    },
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
}

# What merchants may send, and how long the permission to send it lasts.
ASSETS3D_UPLOAD_BYTES = 500 * 1024 * 1024
ASSETS3D_UPLOAD_SECONDS = 600
# How long a page says that an upload is under way. Its check may wait behind conversions.
ASSETS3D_UPLOAD_PATIENCE_SECONDS = 3600
# Permissions that one merchant may hold at the same time.
ASSETS3D_OPEN_UPLOADS = 20
# After this the file is not waited for any longer.
ASSETS3D_ABANDONED_SECONDS = 24 * 3600
# Faults of ours are tried again this often; the wait between them starts here and grows fourfold.
ASSETS3D_ATTEMPTS = 5
ASSETS3D_BACKOFF_SECONDS = 30

# What stands around the shop on AWS and nowhere else; see prod.py.
ORIGIN_SECRET_ARN: str | None = None
BEHIND_DISTRIBUTION = False
METRICS_NAMESPACE: str | None = None
TRACING = "off"

# The request id is in every line; who asked is not, because personal data stays out of logs.
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
# And travels with the messages that a request sends, into the lines of the tasks they cause.
DJANGO_STRUCTLOG_CELERY_ENABLED = True
