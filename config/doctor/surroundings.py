"""What the shop is told and what lies around it: settings, secrets, static files, gateway, programs of workers."""

import shutil

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.core.checks import WARNING

from assets3d.pipeline.isolation.choose import isolation
from assets3d.pipeline.render.chromium import find_chromium
from config.doctor.examination import Trouble
from config.edge.origin import ACCEPTED
from config.secret_store import SecretUnavailable, fetch
from config.static_files import HashedStaticFiles
from orders.errors import CheckoutClosed
from orders.gateways.choice import current_gateway

STRIPE_TEST_KEYS = ("sk_test_", "rk_test_")
ALWAYS_THERE = "site/css/base.css"


def check_settings() -> str:
    """Django's own checks; those for deployment where the settings are."""
    found = checks.run_checks(include_deployment_checks=settings.SECURE_SSL_REDIRECT)
    grave = [one for one in found if one.level >= WARNING and not one.is_silenced()]
    if grave:
        raise Trouble("; ".join(f"{one.id}: {one.msg}" for one in grave), str(grave[0].hint or "See its id."))
    return f"{settings.SETTINGS_MODULE} is complete."


def check_secret(arn: str, needed: tuple[str, ...]) -> str:
    try:
        values = fetch(arn)
    except SecretUnavailable as error:
        raise Trouble(
            str(error), "Deploy the stack, or allow secretsmanager:GetSecretValue and its key's kms:Decrypt."
        ) from error
    empty = [name for name in needed if not values.get(name)]
    if empty:
        raise Trouble(f"The secret {arn} holds no {' and no '.join(empty)}.", "See the runbook on secrets.")
    return f"{arn} holds {' and '.join(needed)}."


def secret_checks() -> dict[str, tuple[str, tuple[str, ...]]]:
    """The secrets that the shop reads while it runs, by name: where, and what they must hold."""
    wanted = {
        "secret of the database": (settings.DATABASES["default"].get("SECRET_ARN"), ("username", "password")),
        "secret of the origin": (settings.ORIGIN_SECRET_ARN, ACCEPTED[:1]),
    }
    return {name: (arn, needed) for name, (arn, needed) in wanted.items() if arn}


def check_static_files() -> str:
    storage = staticfiles_storage
    if not isinstance(storage, HashedStaticFiles):
        return "Static files are served from their folders, without a manifest."
    if ALWAYS_THERE not in storage.hashed_files:
        raise Trouble(
            "The manifest of static files is missing or empty, so every page would fail.",
            "Run manage.py collectstatic when the image is built.",
        )
    return f"The manifest names {len(storage.hashed_files)} files."


def check_gateway() -> str:
    gateway = current_gateway()
    try:
        gateway.require_open()
    except CheckoutClosed:
        return f"{gateway.name}: no payment provider is connected, so the checkout is closed."
    if settings.STRIPE_SECRET_KEY.startswith(STRIPE_TEST_KEYS) and settings.SECURE_SSL_REDIRECT:
        raise Trouble(
            f"{gateway.name}: its key is for tests, so goods are given away for no money.",
            "Put the live key into the secret that STRIPE_SECRET_KEY comes from.",
        )
    return f"{gateway.name}: takes payments."


def check_chromium() -> str:
    found = find_chromium()
    if found is None:
        raise Trouble(
            "There is no Chromium: models are converted without posters.",
            "Install chromium, or name it in CHROMIUM_PATH.",
        )
    return f"{found} renders posters."


def check_node() -> str:
    found = shutil.which("node")
    if found is None:
        raise Trouble("There is no Node: nobody validates the models that are made.", "Install nodejs.")
    return f"{found} validates models."


def check_isolation() -> str:
    """Tries what starts the processes that read merchants' files."""
    best = isolation()
    if best.name != "bubblewrap":
        raise Trouble(
            f"Merchants' files are kept apart by {best.name} only. {best.meaning}",
            "Install bubblewrap and let containers use user namespaces.",
        )
    return f"bubblewrap: {best.meaning}"
