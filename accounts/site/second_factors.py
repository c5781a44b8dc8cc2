"""How the secrets of authenticator apps and recovery codes lie in the database: encrypted under the shop's secret key.

A copy of the database alone then opens no account. Keys that were retired (`SECRET_KEY_FALLBACKS`) go on reading.
"""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

# So that the key is of no use for anything else that is made of SECRET_KEY.
PURPOSE = b"accounts.second_factors"


def _cipher() -> MultiFernet:
    """Writes with the newest key and reads with all."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.blake2b(PURPOSE, key=_bounded(secret), digest_size=32).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _bounded(secret: str | bytes) -> bytes:
    """BLAKE2b takes keys of at most 64 bytes."""
    return hashlib.sha512(force_bytes(secret)).digest()


class EncryptingAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's own, but for how secrets are kept."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography.fernet.InvalidToken for what was written under a key that holds no more."""
        return _cipher().decrypt(encrypted_text.encode()).decode()
