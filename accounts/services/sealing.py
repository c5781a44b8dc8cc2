"""What may open an account lies in the database encrypted under the shop's secret key.

A copy of the database alone then opens nothing. Keys that were retired (`SECRET_KEY_FALLBACKS`) go on reading.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(text: str, *, purpose: bytes) -> str:
    """The text, to be read only with the shop's key and for the same purpose."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: bytes) -> str:
    """Raises cryptography.fernet.InvalidToken for what was written under a key that holds no more."""
    return _cipher(purpose).decrypt(sealed.encode()).decode()


def _cipher(purpose: bytes) -> MultiFernet:
    """Writes with the newest key and reads with all."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.blake2b(purpose, key=_bounded(secret), digest_size=32).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _bounded(secret: str | bytes) -> bytes:
    """BLAKE2b takes keys of at most 64 bytes."""
    return hashlib.sha512(force_bytes(secret)).digest()
