"""Where data lives: PostgreSQL, Redis, S3, DynamoDB, SQS. Everything here comes from the environment."""

from urllib.parse import urlsplit

from kombu import Queue

from config.settings.env import HTTP, REDIS, Environment
from config.settings.mail import parse_carrier

env = Environment()

_database = env.database("DATABASE_URL")

DATABASES = {
    "default": {
        **_database,
        "ENGINE": "config.database",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # What follows the address, as in ?sslmode=verify-full.
            **_database.get("OPTIONS", {}),
            "connect_timeout": 2,
            "tcp_user_timeout": 3000,
            "options": f"-c statement_timeout={env.integer('DATABASE_STATEMENT_TIMEOUT_MS', 10_000)}"
            " -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
            # Many ask at once: one who takes every processor for a statement makes the others wait.
            " -c max_parallel_workers_per_gather=0",
        },
    }
}

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": env.url("REDIS_URL", schemes=REDIS),
        "OPTIONS": {
            "CLIENT_CLASS": "config.cache.BreakerClient",
            "SOCKET_CONNECT_TIMEOUT": 0.25,
            "SOCKET_TIMEOUT": 0.25,
            # Never pickle: whoever can write to Redis could then run code here.
            "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
            "IGNORE_EXCEPTIONS": True,
        },
        "KEY_PREFIX": "vitrine",
    }
}

# For how long a web process gives an answer again that is the same for everybody, without asking Redis; 0 for never.
SHARED_SECONDS = env.integer("SHARED_SECONDS", 1)

# So many orders a minute that waited for each other over a row of stock make the shop spread it over several; 0 for never.
HOT_STOCK_WAITS = env.integer("HOT_STOCK_WAITS", 30)

AWS_ENDPOINT_URL = env.optional_url("AWS_ENDPOINT_URL", schemes=HTTP)
AWS_REGION = env.text("AWS_DEFAULT_REGION", "us-east-1")
UPLOADS_BUCKET = env.text("UPLOADS_BUCKET", "vitrine-uploads")
ASSETS_BUCKET = env.text("ASSETS_BUCKET", "vitrine-assets")
MIRROR_TABLE = env.text("MIRROR_TABLE", "vitrine-mirror")
ASSETS_BASE_URL = env.url("ASSETS_BASE_URL", schemes=HTTP)

_carrier = parse_carrier(env.text("EMAIL_URL"))
EMAIL_BACKEND = _carrier.backend
EMAIL_HOST, EMAIL_PORT = _carrier.host, _carrier.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _carrier.user, _carrier.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _carrier.starts_tls, _carrier.is_tls
EMAIL_FOLDER = _carrier.folder
# Of each exchange with an SMTP server, and of a call to SES.
EMAIL_TIMEOUT = 10
ANYMAIL = {
    "AMAZON_SES_CLIENT_PARAMS": {
        "region_name": AWS_REGION,
        "config": {"connect_timeout": 2, "read_timeout": EMAIL_TIMEOUT, "retries": {"total_max_attempts": 1}},
    }
}
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM")

QUEUE_URLS = {
    "orders": env.url("ORDERS_QUEUE_URL", schemes=HTTP),
    "mirror": env.url("MIRROR_QUEUE_URL", schemes=HTTP),
    "uploads": env.url("UPLOADS_QUEUE_URL", schemes=HTTP),
    "conversion": env.url("CONVERSION_QUEUE_URL", schemes=HTTP),
    "search": env.url("SEARCH_QUEUE_URL", schemes=HTTP),
}

# Without a host kombu speaks to AWS; with one, to the emulator there.
CELERY_BROKER_URL = f"sqs://{urlsplit(AWS_ENDPOINT_URL).netloc}" if AWS_ENDPOINT_URL else "sqs://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "region": AWS_REGION,
    "is_secure": AWS_ENDPOINT_URL is None,
    "wait_time_seconds": 5,
    "polling_interval": 0.2,
    "predefined_queues": {name: {"url": url} for name, url in QUEUE_URLS.items()},
    # Of sending and deleting, so that a hung SQS does not hold a request for minutes. Workers wait for
    # messages through curl, which has a patience of its own.
    "client-config": {
        "connect_timeout": 1,
        "read_timeout": 2,
        "retries": {"total_max_attempts": 2, "mode": "standard"},
    },
}
# A doorbell that does not ring is rung again by the clock, so nobody waits for a second try.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "orders"
CELERY_TASK_CREATE_MISSING_QUEUES = False
# A worker serves only queues named here. Without a routing key of its own each would get every message.
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in QUEUE_URLS]
CELERY_TASK_ACKS_LATE = True
# A plain exception would otherwise be acknowledged and gone, with no retry and no dead-letter queue.
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = False
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ROUTES = {
    # Looking at what has arrived takes seconds, and must not wait behind conversions that take minutes.
    "assets3d.convert": {"queue": "conversion"},
    # Nobody waits for these, and somebody waits for those: a worker that searches for minutes is not free for them.
    "assets3d.convert_in_background": {"queue": "search"},
    "assets3d.*": {"queue": "uploads"},
    # Lists are long; the relay must not wait behind them.
    "catalog.run_import": {"queue": "uploads"},
    "catalog.sweep_imports": {"queue": "uploads"},
    "catalog.prepare_image": {"queue": "uploads"},
    "catalog.sweep_images": {"queue": "uploads"},
    "catalog.fetch_pictures": {"queue": "uploads"},
    "catalog.sweep_pictures": {"queue": "uploads"},
    "catalog.sweep_buckets": {"queue": "orders"},
    "catalog.*": {"queue": "mirror"},
    "orders.*": {"queue": "orders"},
    # Receivers are strangers, and take their time; nothing that an order needs may wait behind them.
    "accounts.deliver_webhook": {"queue": "uploads"},
    "accounts.sweep_webhooks": {"queue": "uploads"},
    "accounts.*": {"queue": "orders"},
}

# A worker that has not been heard of for this long has lost its conversion to the next one. It speaks
# three times in that span, and keeps its message hidden from other workers for `VISIBILITY` each time.
ASSETS3D_LEASE_SECONDS = env.integer("ASSETS3D_LEASE_SECONDS", 60, minimum=3)
ASSETS3D_VISIBILITY_SECONDS = env.integer("ASSETS3D_VISIBILITY_SECONDS", 120, minimum=3)
