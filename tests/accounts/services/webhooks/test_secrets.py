"""Secrets follow from what is kept, and signatures are those of the Standard Webhooks specification."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from accounts.errors import EndpointRefused
from accounts.models import WebhookEndpoint
from accounts.services.webhooks.endpoints import (
    FORMER_SECRET_HOLDS,
    MOST_ENDPOINTS,
    make_endpoint,
    renew_secret,
    require_url,
    turn_off,
    turn_on,
)
from accounts.services.webhooks.secrets import current_secret, live_secrets, signature, signed_headers
from accounts.states import WebhookEvent
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.factories.accounts import MembershipFactory

URL = "https://hooks.vitrine.test/orders"


def test_signature_is_the_one_of_the_specifications_own_libraries() -> None:
    """The example that the reference libraries are tested with."""
    signed = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.django_db
def test_secret_is_in_no_row_and_another_for_each_endpoint() -> None:
    one, other = endpoint_at(URL), endpoint_at(URL)

    secrets = {current_secret(one), current_secret(other)}

    assert len(secrets) == 2
    assert all(secret.startswith("whsec_") and len(secret) == 50 for secret in secrets)
    assert current_secret(WebhookEndpoint.objects.get(pk=one.pk)) in secrets
    assert not any(secret in str(row) for row in WebhookEndpoint.objects.values() for secret in secrets)


@pytest.mark.django_db
def test_former_secret_signs_for_a_day(now: datetime) -> None:
    endpoint = endpoint_at(URL)
    former = current_secret(endpoint)

    renew_secret(endpoint_id=endpoint.pk, now=now)

    endpoint.refresh_from_db()
    new = current_secret(endpoint)
    assert new != former
    assert live_secrets(endpoint, now) == [new, former]
    assert live_secrets(endpoint, now + FORMER_SECRET_HOLDS) == [new]
    headers = signed_headers(message_id="msg_1", body=b"{}", secrets=[new, former], now=now)
    expected = [signature(secret, "msg_1", int(now.timestamp()), b"{}") for secret in (new, former)]
    assert headers["webhook-signature"].split(" ") == expected


@pytest.mark.django_db
def test_secrets_of_a_former_secret_key_sign_as_long_as_that_holds(now: datetime, settings: Settings) -> None:
    endpoint = endpoint_at(URL)
    held = current_secret(endpoint)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key"

    assert current_secret(endpoint) != held
    assert live_secrets(endpoint, now) == [current_secret(endpoint), held]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://hooks.vitrine.test/", "What is told goes over https:// only."),
        ("ftp://hooks.vitrine.test/", "This is not an address that begins with https:// or http://."),
        ("https://a:b@hooks.vitrine.test/", "An address with a user name or a password is not asked."),
        ("https://hooks.vitrine.test:22/", "Nothing is sent to port 22."),
        ("https://" + "x" * 3000, "An address has up to 2,000 characters."),
        ("nonsense", "This is not an address that begins with https:// or http://."),
    ],
)
def test_address_that_cannot_be_told_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(EndpointRefused, match=sentence[:30]):
        require_url(url)


@pytest.mark.django_db
def test_merchant_has_only_so_many_endpoints(now: datetime) -> None:
    owner = MembershipFactory()
    of = {"merchant_id": owner.merchant.pk, "url": URL, "actor_id": owner.user.pk, "now": now}

    with pytest.raises(EndpointRefused, match="told of"):
        make_endpoint(**of, events=())
    for _ in range(MOST_ENDPOINTS):
        make_endpoint(**of, events=[WebhookEvent.ORDER_PAID])
    with pytest.raises(EndpointRefused, match="at most"):
        make_endpoint(**of, events=[WebhookEvent.ORDER_PAID])

    assert WebhookEndpoint.objects.count() == MOST_ENDPOINTS


@pytest.mark.django_db
def test_endpoint_is_turned_off_and_on(now: datetime) -> None:
    endpoint = endpoint_at(URL)
    listening = WebhookEndpoint.objects.all().listening()

    turn_off(endpoint_id=endpoint.pk)
    assert not listening.exists()
    WebhookEndpoint.objects.update(
        disabled_at=now, disabled_reason="gone", failing_since=now - timedelta(days=2)
    )
    turn_on(endpoint_id=endpoint.pk)

    assert listening.get().failing_since is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"url": "http://x.test/"}, {"events": []}, {"secret_number": 0}, {"disabled_reason": "gone"}],
)
def test_database_keeps_no_endpoint_that_is_none(wrong: dict[str, object]) -> None:
    endpoint_at(URL)

    with pytest.raises(IntegrityError):
        WebhookEndpoint.objects.update(**wrong)
