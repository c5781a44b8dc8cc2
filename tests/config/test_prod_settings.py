"""Production refuses to start when something is missing or unsafe. Each case is a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

COMPLETE = {
    "DATABASE_URL": "postgres://shop:secret@db.internal:5432/shop",
    "REDIS_URL": "rediss://cache.internal:6379/0",
    "ASSETS_BASE_URL": "https://shop.example/assets",
    "ORDERS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/orders",
    "MIRROR_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/mirror",
    "UPLOADS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/uploads",
    "CONVERSION_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/conversion",
    "SEARCH_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/search",
    "SECRET_KEY": "3fd0a9c6e1b24785a0d9c3b7f6e5148293ab7c6d5e4f30112233445566778899",
    "ALLOWED_HOSTS": "shop.example",
    "SITE_URL": "https://shop.example",
    "PAYMENT_GATEWAY": "closed",
    "EMAIL_URL": "ses://",
    "EMAIL_FROM": "orders@shop.example",
}


def start(
    changes: dict[str, str | None], *, program: str = "import config.settings.prod"
) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in {**COMPLETE, **changes}.items() if value is not None}
    return subprocess.run(  # noqa: S603  # our own interpreter and a fixed program
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_prod_starts_with_a_complete_environment() -> None:
    result = start({})

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_prod_names_each_missing_variable(name: str) -> None:
    result = start({name: None})

    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("EMAIL_URL", "folder:///tmp/mail"),
        ("EMAIL_URL", "smtp://"),
        ("SECRET_KEY", "local-only-not-a-secret-local-only-not-a-secret-local"),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "http://shop.example"),
        ("ASSETS_BASE_URL", "http://shop.example/assets"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        ("PAYMENT_GATEWAY", "local"),
        ("PAYMENT_CAPTURE", "later"),
        ("SHOP_CURRENCY", "euro"),
        ("SHOP_COUNTRY", "EU"),
        ("SHOP_COUNTRY", "Austria"),
        ("PRICES_INCLUDE_TAX", "perhaps"),
        ("TIME_ZONE", "Vienna"),
        ("DATABASE_URL", "sqlite:///shop.db"),
        ("LOG_LEVEL", "LOUD"),
        ("TRACING", "on"),
        ("BEHIND_DISTRIBUTION", "perhaps"),
    ],
)
def test_prod_refuses_unsafe_values(name: str, value: str) -> None:
    result = start({name: value})

    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


# A program that shows what a setting has become.
SHOW = "from config.settings import prod; print(%s)"


def shown(expression: str, changes: dict[str, str | None]) -> str:
    result = start(changes, program=SHOW % expression)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


STRIPE: dict[str, str | None] = {
    "PAYMENT_GATEWAY": "stripe",
    "STRIPE_SECRET_KEY": "rk_live_1",
    "STRIPE_WEBHOOK_SECRETS": "whsec_new, whsec_old",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_SECRET_KEY", None),
        ("STRIPE_SECRET_KEY", "pk_live_1"),
        ("STRIPE_WEBHOOK_SECRETS", None),
        ("STRIPE_WEBHOOK_SECRETS", "whsec_new,hunter2"),
    ],
)
def test_stripe_needs_its_key_and_secrets_and_nobody_reads_them_aloud(name: str, value: str | None) -> None:
    result = start({**STRIPE, name: value})

    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]
    assert "hunter2" not in result.stderr
    assert "live_1" not in result.stderr


def test_stripe_has_two_secrets_at_once_and_forms_that_end_on_its_pages() -> None:
    expression = "(prod.STRIPE_WEBHOOK_SECRETS, prod.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"

    with_stripe, without = shown(expression, STRIPE), shown(expression, {})

    assert with_stripe == str((("whsec_new", "whsec_old"), ["'self'", "https://checkout.stripe.com"]))
    assert without == str(((), ["'self'"]))


def test_password_in_two_places_is_refused() -> None:
    result = start({"DATABASE_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:1:secret:database"})

    assert result.returncode != 0
    assert "DATABASE_URL must name no password" in result.stderr.splitlines()[-1]
    assert "secret@db" not in result.stderr


def test_secret_brings_the_backend_that_reads_it() -> None:
    changes: dict[str, str | None] = {
        "DATABASE_URL": "postgres://db.internal:5432/shop?sslmode=verify-full",
        "DATABASE_SECRET_ARN": "arn:database",
    }

    database = "{name: prod.DATABASES['default'].get(name) for name in ('ENGINE', 'SECRET_ARN', 'USER')}"
    assert shown(database, changes) == str(
        {"ENGINE": "config.database", "SECRET_ARN": "arn:database", "USER": ""}
    )


def test_options_of_the_database_address_count() -> None:
    changes: dict[str, str | None] = {"DATABASE_URL": f"{COMPLETE['DATABASE_URL']}?sslmode=verify-full"}

    options = shown(
        "[prod.DATABASES['default']['OPTIONS'][name] for name in ('sslmode', 'connect_timeout')]", changes
    )

    assert options == "['verify-full', 2]"


@pytest.mark.parametrize(
    ("changes", "is_trusted"),
    [
        ({}, False),
        ({"ORIGIN_SECRET_ARN": "arn:origin"}, True),
        ({"BEHIND_DISTRIBUTION": "yes"}, True),
        ({"BEHIND_DISTRIBUTION": "no"}, False),
    ],
)
def test_headers_of_a_distribution_are_trusted_only_behind_one(
    changes: dict[str, str | None], *, is_trusted: bool
) -> None:
    trusted = shown("(prod.BEHIND_DISTRIBUTION, prod.USE_X_FORWARDED_HOST)", changes)

    assert trusted == str((is_trusted, is_trusted))


def test_distribution_that_proves_itself_cannot_be_denied() -> None:
    result = start({"ORIGIN_SECRET_ARN": "arn:origin", "BEHIND_DISTRIBUTION": "no"})

    assert result.returncode != 0
    assert "BEHIND_DISTRIBUTION" in result.stderr.splitlines()[-1]


def test_tracing_is_not_even_imported_when_it_is_off() -> None:
    program = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.prod'; import config.wsgi;"
        " print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )

    assert start({}, program=program).stdout.strip() == "[]"
    assert "opentelemetry" in start({"TRACING": "xray"}, program=program).stdout
