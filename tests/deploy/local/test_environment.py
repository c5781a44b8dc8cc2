"""The variables by which the shop finds its services."""

from pathlib import Path

from deploy.local.environment import Endpoints, Site, shop_environment

ENDPOINTS = Endpoints("postgres://db/vitrine", "redis://cache/0", "http://127.0.0.1:20000")
QUEUES = ("vitrine-orders", "vitrine-mirror", "vitrine-uploads", "vitrine-conversion", "vitrine-search")
QUEUE_URLS = {name: f"http://q/{name}" for name in QUEUES}
SITE = Site("config.settings.test", "secret", Path("/data/mail"), 8123)


def test_shop_environment_holds_the_whole_contract() -> None:
    environment = shop_environment({}, ENDPOINTS, QUEUE_URLS, SITE)

    assert environment == {
        "DATABASE_URL": "postgres://db/vitrine",
        "REDIS_URL": "redis://cache/0",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:20000",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "UPLOADS_BUCKET": "vitrine-uploads",
        "ASSETS_BUCKET": "vitrine-assets",
        "ASSETS_BASE_URL": "http://127.0.0.1:20000/vitrine-assets",
        "MIRROR_TABLE": "vitrine-mirror",
        "ORDERS_QUEUE_URL": "http://q/vitrine-orders",
        "MIRROR_QUEUE_URL": "http://q/vitrine-mirror",
        "UPLOADS_QUEUE_URL": "http://q/vitrine-uploads",
        "CONVERSION_QUEUE_URL": "http://q/vitrine-conversion",
        "SEARCH_QUEUE_URL": "http://q/vitrine-search",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "SECRET_KEY": "secret",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "PORT": "8123",
        "SITE_URL": "http://127.0.0.1:8123",
        "PAYMENT_GATEWAY": "local",
        "EMAIL_URL": "folder:///data/mail",
        "EMAIL_FROM": "Vitrine <orders@vitrine.test>",
        "PYTHONUNBUFFERED": "1",
    }


def test_shop_environment_keeps_what_is_inherited_about_the_site() -> None:
    inherited = {"SITE_URL": "http://shop.test", "MIRROR_QUEUE_URL": "http://old/queue", "HOME": "/home/mira"}

    environment = shop_environment(inherited, ENDPOINTS, QUEUE_URLS, SITE)

    assert environment["SITE_URL"] == "http://shop.test"
    assert environment["HOME"] == "/home/mira"
    assert environment["MIRROR_QUEUE_URL"] == "http://q/vitrine-mirror"
