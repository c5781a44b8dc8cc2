"""How secrets of second factors lie in the database."""

import pytest
from cryptography.fernet import InvalidToken
from pytest_django.fixtures import Settings

from accounts.site.second_factors import EncryptingAdapter

SECRET = "KSO6VXL3QANSOZPWLRK6LQBB7QPSHV2Y"


def test_what_is_written_is_not_what_is_kept() -> None:
    adapter = EncryptingAdapter()

    first, second = adapter.encrypt(SECRET), adapter.encrypt(SECRET)

    assert SECRET not in first
    assert first != second
    assert adapter.decrypt(first) == adapter.decrypt(second) == SECRET


def test_keys_that_were_retired_go_on_reading(settings: Settings) -> None:
    adapter = EncryptingAdapter()
    kept = adapter.encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]

    assert adapter.decrypt(kept) == SECRET


def test_keys_that_are_gone_read_nothing(settings: Settings) -> None:
    adapter = EncryptingAdapter()
    kept = adapter.encrypt(SECRET)
    settings.SECRET_KEY = "another"

    with pytest.raises(InvalidToken):
        adapter.decrypt(kept)
